using '../main.bicep'

// dev uses the smallest sizes and one zone, and has no SLA. Its cluster stops when it is idle.
param environmentName = 'dev'

param eventHubs = {
  sku: 'Standard'
  units: 1
  maximumUnits: 0
  partitions: 4
  retentionHours: 24
  capture: false
}

param kusto = {
  // This SKU has one node and no Data Explorer charge.
  skuName: 'Dev(No SLA)_Standard_E2a_v4'
  skuTier: 'Basic'
  instances: 1
  maximumInstances: 1
  autoStop: true
}

param functionApp = {
  instanceMemoryMB: 2048
  maximumInstances: 40
  alwaysReadyIngestion: 0
  alwaysReadyHttp: 0
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
param logDailyCapGb = 1
param monthlyBudget = 300

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
