using '../main.bicep'

// staging has the structure of prod at a smaller size, so that the results of a load test apply to prod.
param environmentName = 'staging'

param eventHubs = {
  sku: 'Standard'
  units: 2
  maximumUnits: 10
  partitions: 32
  retentionHours: 72
  capture: false
}

param kusto = {
  // This is the smallest SKU with an SLA.
  skuName: 'Standard_E2ads_v5'
  skuTier: 'Standard'
  instances: 2
  maximumInstances: 2
  autoStop: false
}

param functionApp = {
  instanceMemoryMB: 2048
  maximumInstances: 40
  alwaysReadyIngestion: 2
  alwaysReadyHttp: 1
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

param zoneRedundant = false
param steadyTraffic = false
param logRetentionDays = 30
param logDailyCapGb = 5
param monthlyBudget = 1500

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
