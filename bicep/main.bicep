metadata description = 'LatamFunctions in one resource group: Event Hubs, the function app, Azure Data Explorer, storage, monitoring.'

targetScope = 'resourceGroup'

@description('Throughput and retention of the event hub. Partitions cannot be changed later outside Premium and Dedicated.')
type EventHubsSize = {
  sku: 'Standard' | 'Premium'

  @description('Throughput units (Standard: 1 MB/s or 1,000 messages/s in, 2 MB/s out) or processing units (Premium).')
  @minValue(1)
  units: int

  @description('Where auto-inflate stops. Standard only; 0 turns auto-inflate off.')
  @minValue(0)
  maximumUnits: int

  @minValue(1)
  partitions: int

  @description('How long the function may be down before events are lost. Standard keeps at most 168 hours.')
  @minValue(1)
  retentionHours: int

  @description('Also archives every message to blob storage, as the last resort behind retention and dead letters.')
  capture: bool
}

@description('Size of the Azure Data Explorer cluster. How long data is kept is the schema\'s matter, the same everywhere.')
type KustoSize = {
  skuName: string
  skuTier: 'Basic' | 'Standard'

  @minValue(1)
  instances: int

  @description('Where optimized autoscale stops; equal to instances turns it off. The Basic tier cannot scale.')
  @minValue(1)
  maximumInstances: int

  @description('Stops the cluster after days without use. Never where events arrive: ingestion does not wake it.')
  autoStop: bool
}

@description('Size of the function app on Flex Consumption.')
type FunctionAppSize = {
  instanceMemoryMB: 512 | 2048 | 4096

  @minValue(40)
  @maxValue(1000)
  maximumInstances: int

  @description('Instances that always run the Event Hub trigger; each further one starts cold.')
  @minValue(0)
  alwaysReadyIngestion: int

  @description('Instances that always answer HTTP.')
  @minValue(0)
  alwaysReadyHttp: int

  @description('HTTP requests that one instance handles at a time, before Flex adds an instance.')
  @minValue(1)
  @maxValue(1000)
  httpConcurrency: int
}

@description('Digests (SHA-256, hexadecimal) of function keys, by what they open. Digests of keys are no secrets. Made by pipelines/scripts/consumer-key.sh.')
type Consumers = {
  @description('Keys that open only what is for readers of flights.')
  readers: string[]

  @description('Keys that open only the publishing of events.')
  publishers: string[]

  @description('Keys that open reading and the dead letters.')
  operators: string[]
}

@description('How many requests a key may send to one instance of the app.')
type RateLimit = {
  @description('In the long run; 0 for no limit.')
  @minValue(0)
  requestsPerSecond: int

  @description('At once, after a pause.')
  @minValue(1)
  burst: int
}

@description('Names resources and tags; dev, staging and prod differ in size and redundancy only.')
@allowed(['dev', 'staging', 'prod'])
param environmentName string

@description('Short name of the system. With 50 systems in one subscription this is what tells them apart.')
@minLength(3)
@maxLength(5)
param workload string = 'latam'

param location string = resourceGroup().location

param eventHubs EventHubsSize
param kusto KustoSize
param functionApp FunctionAppSize

@description('Which keys open only the operations of an audience. A host key that is listed for none opens all functions.')
param consumers Consumers

param rateLimit RateLimit

@description('Origins whose scripts may call the API from a browser (CORS), like https://flights.example.com. Empty: none but its own.')
param allowedOrigins string[] = []

@description('Spreads storage, the ADX cluster and the function plan over availability zones. Needs a region that has them.')
param zoneRedundant bool

@description('Puts storage, Event Hubs and ADX behind private endpoints and the function app into a virtual network. The HTTP API stays public.')
param privateNetworking bool = false

@description('Puts API Management before the HTTP API: subscription keys, rate limits and quotas per consumer.')
param apiManagement bool = false

@description('Lets ADX also read the event hub by itself, into a table of its own. See docs/operations/native-data-connection.md.')
param nativeDataConnection bool = false

@description('Object id of the Entra group of analysts, who may query the database. Empty: nobody but the app.')
param analystsGroupId string = ''

@description('Object id of the identity that deploys, runs smoke tests and keeps the last good package. Empty: a person deploys by hand.')
param pipelinePrincipalId string = ''

@description('Client id of the same identity: ADX knows applications by it.')
param pipelineClientId string = ''

@description('Mail addresses that get alerts and budget warnings.')
param alertEmails string[]

@secure()
@description('HTTPS address of the on-call tool or chat channel that gets the common alert schema. It carries a token, hence secure. Empty: mail only.')
param alertWebhookUrl string = ''

@description('Where this repository can be read; the tag on each resource that leads back to its source.')
param repositoryUrl string

@description('Where docs/operations/runbooks can be read; each alert links to its page there. GitHub\'s form by default.')
param runbookBaseUrl string = '${repositoryUrl}/blob/main/docs/operations/runbooks'

@description('USD a month. Warns at 80 % of spend and at 100 % of the forecast; it stops nothing.')
@minValue(1)
param monthlyBudget int

@description('First day of the month in which the budget starts, yyyy-MM-01. It cannot be changed after the first deployment.')
param budgetStartDate string

@description('Days that logs stay in the workspace.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('GB of logs a day after which the workspace stops taking any, so that a log loop cannot ruin the month. -1: no cap.')
param logDailyCapGb int

// The names below are the code's: FlightEventsHub, FlightEventsConsumerGroup, KustoDatabase, DeadLetterTable, host.json.
var eventHubName = 'flight-events'
var ingestConsumerGroup = 'ingest'
var nativeConsumerGroup = 'adx'
var databaseName = 'flights'
var deadLetterTable = 'deadletters'
var packageContainer = 'packages'
var releaseContainer = 'releases'
var captureContainer = 'capture'

// Six characters that differ by resource group: global names (storage, Event Hubs, ADX, the app) must be free everywhere.
var suffix = take(uniqueString(resourceGroup().id), 6)

var tags = {
  system: workload
  environment: environmentName
  repository: repositoryUrl
}

@description('The one identity of the function app. User-assigned, so that its grants exist before the app starts and outlive a recreated app.')
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${workload}-${environmentName}'
  location: location
  tags: tags
}

module logs 'modules/logs.bicep' = {
  name: 'logs'
  params: {
    workspaceName: 'log-${workload}-${environmentName}'
    componentName: 'appi-${workload}-${environmentName}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  name: 'network'
  params: {
    name: 'vnet-${workload}-${environmentName}'
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: 'st${workload}${environmentName}${suffix}'
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    zoneRedundant: zoneRedundant
    privateOnly: privateNetworking
    containers: eventHubs.capture
      ? [packageContainer, releaseContainer, captureContainer]
      : [packageContainer, releaseContainer]
    tables: [deadLetterTable]
    captureContainer: captureContainer
    captureRetentionDays: 30
  }
}

module eventHub 'modules/event-hubs.bicep' = {
  name: 'event-hubs'
  params: {
    name: 'evhns-${workload}-${environmentName}-${suffix}'
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    skuName: eventHubs.sku
    units: eventHubs.units
    maximumUnits: eventHubs.maximumUnits
    hubName: eventHubName
    partitions: eventHubs.partitions
    retentionHours: eventHubs.retentionHours
    consumerGroups: nativeDataConnection ? [ingestConsumerGroup, nativeConsumerGroup] : [ingestConsumerGroup]
    capture: eventHubs.capture
    captureStorageName: storage.outputs.name
    captureContainer: captureContainer
    privateOnly: privateNetworking
  }
}

module adx 'modules/kusto.bicep' = {
  name: 'kusto'
  params: {
    name: 'adx${workload}${environmentName}${suffix}'
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    skuName: kusto.skuName
    skuTier: kusto.skuTier
    instances: kusto.instances
    maximumInstances: kusto.maximumInstances
    autoStop: kusto.autoStop
    zoneRedundant: zoneRedundant
    privateOnly: privateNetworking
    databaseName: databaseName
  }
}

module access 'modules/access.bicep' = {
  name: 'access'
  params: {
    appPrincipalId: identity.properties.principalId
    appClientId: identity.properties.clientId
    analystsGroupId: analystsGroupId
    pipelinePrincipalId: pipelinePrincipalId
    pipelineClientId: pipelineClientId
    storageName: storage.outputs.name
    releaseContainer: releaseContainer
    eventHubNamespaceName: eventHub.outputs.namespaceName
    eventHubName: eventHubName
    componentName: logs.outputs.componentName
    clusterName: adx.outputs.clusterName
    databaseName: databaseName
  }
}

module dataConnection 'modules/kusto-data-connection.bicep' = if (nativeDataConnection) {
  name: 'kusto-data-connection'
  params: {
    location: location
    clusterName: adx.outputs.clusterName
    clusterId: adx.outputs.clusterId
    clusterPrincipalId: adx.outputs.clusterPrincipalId
    databaseName: databaseName
    eventHubNamespaceName: eventHub.outputs.namespaceName
    eventHubName: eventHubName
    consumerGroup: nativeConsumerGroup
  }
}

module endpoints 'modules/private-endpoints.bicep' = if (privateNetworking) {
  name: 'private-endpoints'
  params: {
    location: location
    tags: tags
    subnetId: network.?outputs.endpointSubnetId ?? ''
    networkId: network.?outputs.networkId ?? ''
    storageId: storage.outputs.id
    eventHubNamespaceId: eventHub.outputs.namespaceId
    clusterId: adx.outputs.clusterId
  }
}

module app 'modules/function-app.bicep' = {
  name: 'function-app'
  params: {
    name: 'func-${workload}-${environmentName}-${suffix}'
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    identityId: identity.id
    identityClientId: identity.properties.clientId
    packageContainerUrl: '${storage.outputs.blobEndpoint}${packageContainer}'
    blobEndpoint: storage.outputs.blobEndpoint
    tableEndpoint: storage.outputs.tableEndpoint
    eventHubsFullyQualifiedNamespace: eventHub.outputs.fullyQualifiedNamespace
    kustoEndpoint: adx.outputs.clusterUri
    kustoDatabase: databaseName
    componentName: logs.outputs.componentName
    instanceMemoryMB: functionApp.instanceMemoryMB
    maximumInstances: functionApp.maximumInstances
    alwaysReadyIngestion: functionApp.alwaysReadyIngestion
    alwaysReadyHttp: functionApp.alwaysReadyHttp
    httpConcurrency: functionApp.httpConcurrency
    consumers: consumers
    rateLimit: rateLimit
    allowedOrigins: allowedOrigins
    zoneRedundant: zoneRedundant
    integrationSubnetId: network.?outputs.integrationSubnetId ?? ''
  }
  // Without its grants the host cannot read its own package: it would start, fail and back off.
  dependsOn: [access, endpoints]
}

module gateway 'modules/api-management.bicep' = if (apiManagement) {
  name: 'api-management'
  params: {
    name: 'apim-${workload}-${environmentName}-${suffix}'
    keyVaultName: 'kv-${workload}-${environmentName}-${suffix}'
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    publisherEmail: alertEmails[0]
    backendUrl: app.outputs.baseUrl
    pipelinePrincipalId: pipelinePrincipalId
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    workload: workload
    environmentName: environmentName
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    componentId: logs.outputs.componentId
    eventHubNamespaceId: eventHub.outputs.namespaceId
    clusterId: adx.outputs.clusterId
    storageId: storage.outputs.id
    apiUrl: app.outputs.baseUrl
    alertEmails: alertEmails
    alertWebhookUrl: alertWebhookUrl
    runbookBaseUrl: runbookBaseUrl
    monthlyBudget: monthlyBudget
    budgetStartDate: budgetStartDate
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
