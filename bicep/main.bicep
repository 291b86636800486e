metadata description = 'LatamFunctions in one resource group: Event Hubs, the function app, Azure Data Explorer, storage, monitoring.'

// This file has more than 300 lines, because the parameters of a deployment, a third of it, must be in the file that is deployed, and the
// rules, names and modules are read with them.

import { Consumers, Entra, EventHubsSize, FunctionAppSize, KustoSize, RateLimit } from 'types.bicep'

targetScope = 'resourceGroup'

@description('Names resources and tags.')
@allowed(['dev', 'staging', 'prod'])
param environmentName string

@description('Short name of the system, which distinguishes it from others in the same subscription.')
@minLength(3)
@maxLength(5)
param workload string = 'latam'

param location string = resourceGroup().location

param eventHubs EventHubsSize
param kusto KustoSize
param functionApp FunctionAppSize

@description('Which keys open which operations. A host key that is on no list opens nothing.')
param consumers Consumers

@description('Digest of the key of smoke tests and verifier, which opens every operation while they run. Empty: a manual deployment.')
param releaseKeyDigest string = ''

@description('Whose access tokens the API accepts in addition to keys; both empty: none.')
param entra Entra = { authority: '', audience: '' }

param rateLimit RateLimit

@description('Origins whose scripts may call the API from a browser (CORS), like https://flights.example.com. Empty: none but its own.')
param allowedOrigins string[] = []

@description('Spreads storage, the ADX cluster and the function plan over availability zones. Needs a region that has them.')
param zoneRedundant bool

@description('Whether events arrive at all hours, so that six hours without one are worth an alert.')
param steadyTraffic bool

@description('Private endpoints for storage, Event Hubs and ADX, and a virtual network for the app. The HTTP API stays public.')
param privateNetworking bool = false

@description('Public address ranges (CIDR) that reach storage, Event Hubs and ADX under privateNetworking: offices, agents.')
param allowedIpRanges string[] = []

@description('Puts API Management before the HTTP API: subscription keys, rate limits and quotas per consumer.')
param apiManagement bool = false

// Empty: API Management's own address if it is deployed, otherwise links in responses are relative.
@description('The address at which consumers reach the API, like https://api.example.com: of a custom domain or of a gateway.')
param publicBaseUrl string = ''

@description('Lets ADX also read the event hub by itself, into a table of its own. See docs/operations/native-data-connection.md.')
param nativeDataConnection bool = false

@description('Object id of the Entra group of analysts, who may query the database. Empty: only the app and the pipeline may.')
param analystsGroupId string = ''

@description('Object id of the identity that deploys, runs smoke tests and keeps the last good package. Empty: a person deploys manually.')
param pipelinePrincipalId string = ''

@description('Client id of the same identity: ADX knows applications by it.')
param pipelineClientId string = ''

@description('Client id of the identity of previews and of the nightly comparison, which reads the schema. Empty: none.')
param readerClientId string = ''

@description('Mail addresses that get alerts and budget warnings.')
@minLength(1)
param alertEmails string[]

@secure()
// It carries a token, so it is a secure parameter. Slack and Teams do not accept the schema: see slackWebhookUrl and teamsWebhookUrl.
@description('HTTPS address of an on-call tool that accepts the common alert schema. Empty: mail only.')
param alertWebhookUrl string = ''

@description('Chats that get alerts: those that have a webhook below. A condition on a secure value is hidden from what-if.')
param chatChannels ('Slack' | 'Teams')[] = []

@secure()
@description('Incoming webhook of a Slack channel that gets alerts. Empty: none.')
param slackWebhookUrl string = ''

@secure()
@description('Webhook of a Teams channel ("Post to a channel when a webhook request is received") that gets alerts. Empty: none.')
param teamsWebhookUrl string = ''

@description('Where this repository can be read; the tag on each resource that leads back to its source.')
param repositoryUrl string

@description('Where docs/operations/runbooks can be read; each alert links to its page there. GitHub\'s form by default.')
param runbookBaseUrl string = '${repositoryUrl}/blob/main/docs/operations/runbooks'

@description('USD a month. Warns at 80 % of spend and at 100 % of the forecast; it stops nothing.')
@minValue(1)
param monthlyBudget int

// Azure accepts only the current month for a new budget, and no change of an existing one: the pipeline passes what the environment has.
@description('First day of the month in which the budget starts, yyyy-MM-01.')
param budgetStartDate string = utcNow('yyyy-MM-01')

// Retention and cap of a shared workspace are its owner's.
@description('Resource id of a workspace in the same region, to which several systems send. Empty: a workspace of its own.')
param sharedWorkspaceId string = ''

@description('Days that logs stay in the workspace.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('GB of logs a day after which the workspace stops ingesting, so that a log loop cannot exhaust the budget. -1: no cap.')
param logDailyCapGb int

@description('ADX instances at the deployment: the pipeline passes the current number, so that a release does not undo autoscale.')
@minValue(1)
param kustoInstances int = kusto.instances

@description('Event Hubs units at the deployment: the pipeline passes the current number, so that auto-inflate is not undone.')
@minValue(1)
param eventHubUnits int = eventHubs.units

// The names below are the code's: FlightEventsHub, FlightEventsConsumerGroup, KustoDatabase, DeadLetterTable, PublishingClaims.Table,
// host.json.
var eventHubName = 'flight-events'
var ingestConsumerGroup = 'ingest'
var nativeConsumerGroup = 'adx'
var databaseName = 'flights'
var deadLetterTable = 'deadletters'
var claimTable = 'publishingclaims'
var packageContainer = 'packages'
var releaseContainer = 'releases'
var captureContainer = 'capture'

// Limits of the services: learn.microsoft.com/azure/event-hubs/event-hubs-quotas, .../data-explorer/ingest-data-streaming,
// .../azure-functions/flex-consumption-plan. No resource is touched when one of these rules is broken.
var isPremium = eventHubs.sku == 'Premium'
var isDevCluster = startsWith(kusto.skuName, 'Dev(No SLA)_')
var violations = map(
  filter(
    [
      {
        broken: isPremium && eventHubs.maximumUnits != 0
        rule: 'eventHubs.maximumUnits must be 0: Premium has no auto-inflate.'
      }
      {
        broken: !isPremium && max(eventHubs.units, eventHubs.maximumUnits) > 40
        rule: 'eventHubs: Standard has at most 40 throughput units.'
      }
      {
        broken: eventHubs.maximumUnits != 0 && eventHubs.maximumUnits < eventHubs.units
        rule: 'eventHubs.maximumUnits is below units.'
      }
      {
        broken: !isPremium && eventHubs.retentionHours > 168
        rule: 'eventHubs.retentionHours: Standard keeps at most 168 hours.'
      }
      { broken: !isPremium && eventHubs.partitions > 32, rule: 'eventHubs.partitions: Standard has at most 32.' }
      {
        broken: isDevCluster != (kusto.skuTier == 'Basic')
        rule: 'kusto: the SKU ${kusto.skuName} does not belong to the tier ${kusto.skuTier}.'
      }
      {
        broken: isDevCluster && max(kusto.instances, kusto.maximumInstances) > 1
        rule: 'kusto: the Basic tier has one instance.'
      }
      { broken: !isDevCluster && kusto.instances < 2, rule: 'kusto.instances: the Standard tier begins at two.' }
      { broken: kusto.maximumInstances < kusto.instances, rule: 'kusto.maximumInstances is below instances.' }
      { broken: isDevCluster && zoneRedundant, rule: 'zoneRedundant: one ADX node cannot be in three zones.' }
      {
        broken: kusto.autoStop && environmentName == 'prod'
        rule: 'kusto.autoStop: ingestion does not start a stopped cluster, so production cannot have it.'
      }
      {
        broken: functionApp.alwaysReadyIngestion > eventHubs.partitions
        rule: 'functionApp.alwaysReadyIngestion: more instances than partitions can never be busy.'
      }
      {
        broken: zoneRedundant && (functionApp.alwaysReadyIngestion == 1 || functionApp.alwaysReadyHttp == 1)
        rule: 'functionApp: a zone-redundant plan needs none or at least two always-ready instances of a group.'
      }
      {
        broken: !empty(allowedIpRanges) && !privateNetworking
        rule: 'allowedIpRanges without privateNetworking would lock out the app, which has no fixed address outside a virtual network.'
      }
      {
        broken: !isPremium && nativeDataConnection && eventHubs.units < 2
        rule: 'nativeDataConnection reads every event twice: eventHubs.units must be at least 2.'
      }
    ],
    rule => rule.broken
  ),
  rule => rule.rule
)
var validEnvironmentName = empty(violations) ? environmentName : fail(join(violations, ' '))

// Six characters that differ by resource group: global names (storage, Event Hubs, ADX, the app) must be free everywhere.
var suffix = take(uniqueString(resourceGroup().id), 6)

// Names are computed here and not read from module outputs, so that what-if knows the id of every resource beforehand.
var storageName = 'st${workload}${environmentName}${suffix}'
var eventHubNamespaceName = 'evhns-${workload}-${environmentName}-${suffix}'
var functionAppName = 'func-${workload}-${environmentName}-${suffix}'
var clusterName = 'adx${workload}${environmentName}${suffix}'
var componentName = 'appi-${workload}-${environmentName}'
var gatewayName = 'apim-${workload}-${environmentName}-${suffix}'
var networkName = 'vnet-${workload}-${environmentName}'

var tags = {
  system: workload
  environment: validEnvironmentName
  repository: repositoryUrl
}

@description('The identity of the function app. User-assigned: its grants exist before the app starts and outlive a recreated app.')
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${workload}-${environmentName}'
  location: location
  tags: tags
}

module logs 'modules/logs.bicep' = {
  params: {
    workspaceName: 'log-${workload}-${environmentName}'
    componentName: componentName
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
    sharedWorkspaceId: sharedWorkspaceId
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  params: {
    name: networkName
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: storageName
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    zoneRedundant: zoneRedundant
    privateOnly: privateNetworking
    allowedIpRanges: allowedIpRanges
    containers: eventHubs.capture
      ? [packageContainer, releaseContainer, captureContainer]
      : [packageContainer, releaseContainer]
    tables: [deadLetterTable, claimTable]
    captureContainer: captureContainer
    captureRetentionDays: 30
  }
}

module eventHub 'modules/event-hubs.bicep' = {
  params: {
    name: eventHubNamespaceName
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    skuName: eventHubs.sku
    units: eventHubUnits
    minimumUnits: eventHubs.units
    maximumUnits: eventHubs.maximumUnits
    hubName: eventHubName
    partitions: eventHubs.partitions
    retentionHours: eventHubs.retentionHours
    consumerGroups: nativeDataConnection ? [ingestConsumerGroup, nativeConsumerGroup] : [ingestConsumerGroup]
    capture: eventHubs.capture
    captureStorageName: storageName
    captureContainer: captureContainer
    privateOnly: privateNetworking
    allowedIpRanges: allowedIpRanges
  }
  dependsOn: [storage]
}

module adx 'modules/kusto.bicep' = {
  params: {
    name: clusterName
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    skuName: kusto.skuName
    skuTier: kusto.skuTier
    instances: kustoInstances
    minimumInstances: kusto.instances
    maximumInstances: kusto.maximumInstances
    autoStop: kusto.autoStop
    zoneRedundant: zoneRedundant
    privateOnly: privateNetworking
    allowedIpRanges: allowedIpRanges
    databaseName: databaseName
  }
}

module access 'modules/access.bicep' = {
  params: {
    appIdentityId: identity.id
    appPrincipalId: identity.properties.principalId
    appClientId: identity.properties.clientId
    analystsGroupId: analystsGroupId
    pipelinePrincipalId: pipelinePrincipalId
    pipelineClientId: pipelineClientId
    readerClientId: readerClientId
    storageName: storageName
    releaseContainer: releaseContainer
    eventHubNamespaceName: eventHubNamespaceName
    eventHubName: eventHubName
    componentName: componentName
    clusterName: clusterName
    databaseName: databaseName
  }
  dependsOn: [logs, storage, eventHub, adx]
}

module dataConnection 'modules/kusto-data-connection.bicep' = if (nativeDataConnection) {
  params: {
    location: location
    clusterName: clusterName
    clusterPrincipalId: adx.outputs.clusterPrincipalId
    databaseName: databaseName
    eventHubNamespaceName: eventHubNamespaceName
    eventHubName: eventHubName
    consumerGroup: nativeConsumerGroup
  }
  // An ADX cluster takes one change at a time and rejects others with ServiceIsInMaintenance: schema, grants, this, endpoints.
  dependsOn: [eventHub, access]
}

module endpoints 'modules/private-endpoints.bicep' = if (privateNetworking) {
  params: {
    location: location
    tags: tags
    networkName: networkName
    subnetId: network.?outputs.endpointSubnetId ?? ''
    storageName: storageName
    eventHubNamespaceName: eventHubNamespaceName
    clusterName: clusterName
  }
  dependsOn: [access, dataConnection]
}

module app 'modules/function-app.bicep' = {
  params: {
    name: functionAppName
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    identityId: identity.id
    identityClientId: identity.properties.clientId
    packageContainerUrl: '${storage.outputs.blobEndpoint}${packageContainer}'
    storageName: storageName
    blobEndpoint: storage.outputs.blobEndpoint
    tableEndpoint: storage.outputs.tableEndpoint
    eventHubsFullyQualifiedNamespace: eventHub.outputs.fullyQualifiedNamespace
    kustoEndpoint: adx.outputs.clusterUri
    kustoDatabase: databaseName
    componentName: componentName
    instanceMemoryMB: functionApp.instanceMemoryMB
    maximumInstances: functionApp.maximumInstances
    alwaysReadyIngestion: functionApp.alwaysReadyIngestion
    alwaysReadyHttp: functionApp.alwaysReadyHttp
    httpConcurrency: functionApp.httpConcurrency
    consumers: consumers
    releaseKeyDigest: releaseKeyDigest
    entra: entra
    rateLimit: rateLimit
    allowedOrigins: allowedOrigins
    // Computed and not read from the gateway, which needs the app's address.
    publicBaseUrl: !empty(publicBaseUrl) || !apiManagement ? publicBaseUrl : 'https://${gatewayName}.azure-api.net'
    zoneRedundant: zoneRedundant
    integrationSubnetId: network.?outputs.integrationSubnetId ?? ''
  }
  // Without its grants the host cannot read its own package: it would start, fail and back off.
  dependsOn: [access, endpoints]
}

module gateway 'modules/api-management.bicep' = if (apiManagement) {
  params: {
    name: gatewayName
    keyVaultName: 'kv-${workload}-${environmentName}-${suffix}'
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    publisherEmail: alertEmails[0]
    backendUrl: app.outputs.baseUrl
    pipelinePrincipalId: pipelinePrincipalId
  }
}

module chat 'modules/chat.bicep' = if (!empty(chatChannels)) {
  params: {
    name: 'logic-${workload}-${environmentName}-chat'
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    channels: chatChannels
    slackUrl: slackWebhookUrl
    teamsUrl: teamsWebhookUrl
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    workload: workload
    environmentName: environmentName
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    componentId: logs.outputs.componentId
    eventHubNamespaceId: eventHub.outputs.namespaceId
    eventHubNamespaceName: eventHubNamespaceName
    clusterId: adx.outputs.clusterId
    clusterUri: adx.outputs.clusterUri
    databaseName: databaseName
    functionAppId: app.outputs.id
    functionAppName: functionAppName
    instanceMemoryMB: functionApp.instanceMemoryMB
    storageId: storage.outputs.id
    apiUrl: app.outputs.baseUrl
    alertEmails: alertEmails
    alertWebhookUrl: alertWebhookUrl
    chatId: chat.?outputs.id ?? ''
    runbookBaseUrl: runbookBaseUrl
    // The cap of a shared workspace concerns all systems: one alert of its owner, not one of each.
    silentAlerts: concat(
      steadyTraffic ? [] : ['no-events'],
      kusto.autoStop ? ['kusto-unavailable'] : [],
      empty(sharedWorkspaceId) ? [] : ['logs-capped']
    )
  }
}

module budget 'modules/budget.bicep' = {
  params: {
    name: 'budget-${workload}-${environmentName}'
    monthlyBudget: monthlyBudget
    startDate: budgetStartDate
    contactEmails: alertEmails
  }
}

output functionAppName string = app.outputs.name
output apiBaseUrl string = app.outputs.baseUrl
output gatewayUrl string = gateway.?outputs.gatewayUrl ?? ''
output eventHubUrl string = 'https://${eventHub.outputs.fullyQualifiedNamespace}/${eventHubName}'
output eventHubPartitions int = eventHubs.partitions
output kustoUri string = adx.outputs.clusterUri
output kustoDatabase string = databaseName
output storageName string = storage.outputs.name
output releaseContainer string = releaseContainer
output workspaceCustomerId string = logs.outputs.workspaceCustomerId
output workbookId string = monitoring.outputs.workbookId
