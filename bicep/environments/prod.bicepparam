using '../main.bicep'

// prod is sized for 10,000 events/s (docs/operations/capacity.md) and is zone-redundant.
param environmentName = 'prod'

param eventHubs = {
  sku: 'Standard'
  units: 10
  maximumUnits: 20
  partitions: 32
  retentionHours: 168
  capture: true
}

param kusto = {
  // The two instances have 16 cores, which allow 96 concurrent streaming requests, and 3.8 TB of SSD. At 10,000 events/s the 31 hot days
  // use 2.8 TB, including the view and streaming (docs/operations/capacity.md).
  skuName: 'Standard_L8s_v3'
  skuTier: 'Standard'
  instances: 2
  maximumInstances: 6
  autoStop: false
}

param functionApp = {
  instanceMemoryMB: 2048
  maximumInstances: 100
  alwaysReadyIngestion: 4
  alwaysReadyHttp: 2
  httpConcurrency: 32
}

// Digests of the consumers' keys (pipelines/scripts/consumer-key.sh). A key that is not on any list grants no access.
param consumers = {
  readers: []
  publishers: []
  operators: []
}

param rateLimit = {
  requestsPerSecond: 100
  burst: 500
}

param zoneRedundant = true
param steadyTraffic = true
param logRetentionDays = 90
param logDailyCapGb = 20
param monthlyBudget = 9000

// These values depend on the tenant, so the pipeline's variable group contains them.
param alertEmails = split(readEnvironmentVariable('ALERT_EMAILS', 'on-call@example.com'), ',')
param alertWebhookUrl = readEnvironmentVariable('ALERT_WEBHOOK_URL', '')
param chatChannels = concat(
  empty(readEnvironmentVariable('SLACK_WEBHOOK_URL', '')) ? [] : ['Slack'],
  empty(readEnvironmentVariable('TEAMS_WEBHOOK_URL', '')) ? [] : ['Teams']
)
param slackWebhookUrl = readEnvironmentVariable('SLACK_WEBHOOK_URL', '')
param teamsWebhookUrl = readEnvironmentVariable('TEAMS_WEBHOOK_URL', '')
param sharedWorkspaceId = readEnvironmentVariable('SHARED_WORKSPACE_ID', '')
param analystsGroupId = readEnvironmentVariable('ANALYSTS_GROUP_ID', '')
param pipelinePrincipalId = readEnvironmentVariable('PIPELINE_PRINCIPAL_ID', '')
param pipelineClientId = readEnvironmentVariable('PIPELINE_CLIENT_ID', '')
param readerClientId = readEnvironmentVariable('READER_CLIENT_ID', '')
param releaseKeyDigest = readEnvironmentVariable('RELEASE_KEY_DIGEST', '')
param repositoryUrl = readEnvironmentVariable('BUILD_REPOSITORY_URI', 'https://example.com/LatamFunctions')
