metadata description = 'LatamFunctions in one resource group: Event Hubs, the function app, Azure Data Explorer, storage, monitoring.'

// This file has more than 300 lines, because the deployed file must contain all parameters (a third of the lines), and the rules, names and
// modules belong next to the parameters.

import { Consumers, Entra, EventHubsSize, FunctionAppSize, KustoSize, RateLimit } from 'types.bicep'

targetScope = 'resourceGroup'

@description('Name of the environment, which is part of resource names and tags.')
@allowed(['dev', 'staging', 'prod'])
param environmentName string

@description('Short name that distinguishes the system from other systems in the same subscription.')
@minLength(3)
@maxLength(5)
param workload string = 'latam'

param location string = resourceGroup().location

param eventHubs EventHubsSize
param kusto KustoSize
param functionApp FunctionAppSize

@description('Digests of keys by scope. A host key that is not on any list grants no access.')
param consumers Consumers

@description('Digest of the key of smoke tests and verifier, which grants all operations. Empty for a manual deployment.')
param releaseKeyDigest string = ''

@description('Issuer and audience of access tokens that the API accepts in addition to keys. Both are empty if it accepts only keys.')
param entra Entra = { authority: '', audience: '' }

param rateLimit RateLimit

@description('Other origins whose scripts can call the API from a browser (CORS), such as https://flights.example.com.')
param allowedOrigins string[] = []

@description('Distributes storage, the ADX cluster and the function plan over availability zones. The region must have availability zones.')
param zoneRedundant bool

@description('Whether events arrive at all hours, so that six hours without an event cause an alert.')
param steadyTraffic bool

@description('Private endpoints for storage, Event Hubs and ADX, and a virtual network for the app. The HTTP API remains public.')
param privateNetworking bool = false

@description('Public address ranges (CIDR) that can access storage, Event Hubs and ADX with privateNetworking, such as offices.')
param allowedIpRanges string[] = []

@description('Deploys API Management as a gateway for the HTTP API: subscription keys, rate limits and quotas per consumer.')
param apiManagement bool = false

// If the value is empty, links in responses begin with API Management's address, or are relative without API Management.
@description('Base address of the API for consumers, such as https://api.example.com: a custom domain or a gateway.')
param publicBaseUrl string = ''

@description('Whether ADX also reads the event hub, into a separate table. See docs/operations/native-data-connection.md.')
param nativeDataConnection bool = false

@description('Object id of the Entra group of analysts who can query the database. Empty if only the app and the pipeline can.')
param analystsGroupId string = ''

@description('Object id of the identity that deploys, runs smoke tests and stores the last good package. Empty for manual deployments.')
param pipelinePrincipalId string = ''

@description('Client id of the identity in pipelinePrincipalId. ADX identifies applications by client id.')
param pipelineClientId string = ''

@description('Client id of the identity that runs previews and the nightly comparison and reads the schema. Optional.')
param readerClientId string = ''

@description('Mail addresses that receive alerts and budget warnings.')
@minLength(1)
param alertEmails string[]

@secure()
// The address contains a token, so the parameter is secure. Slack and Teams do not accept the common alert schema; see slackWebhookUrl and
// teamsWebhookUrl.
@description('HTTPS address of an on-call tool that accepts the common alert schema. Empty for mail only.')
param alertWebhookUrl string = ''

@description('Chats with a webhook parameter below. What-if cannot show a condition on a secure value, so this list is separate.')
param chatChannels ('Slack' | 'Teams')[] = []

@secure()
@description('Incoming webhook of a Slack channel that receives alerts. Optional.')
param slackWebhookUrl string = ''

@secure()
@description('Webhook of a Teams channel ("Post to a channel when a webhook request is received") that receives alerts. Optional.')
param teamsWebhookUrl string = ''

@description('Address of this repository, which each resource has as a tag.')
param repositoryUrl string

@description('Address of docs/operations/runbooks, to which each alert links. By default an address in GitHub\'s form.')
param runbookBaseUrl string = '${repositoryUrl}/blob/main/docs/operations/runbooks'

@description('USD per month. Azure sends warnings at 80 % of spend and at 100 % of the forecast, but stops no resources.')
@minValue(1)
param monthlyBudget int

// Azure accepts only the current month for a new budget, and does not allow a change later, so the pipeline passes the existing start date.
@description('First day of the month in which the budget starts, yyyy-MM-01.')
param budgetStartDate string = utcNow('yyyy-MM-01')

// The owner of a shared workspace sets its retention and its cap.
@description('Resource id of a workspace in the same region that several systems share. Empty for a dedicated workspace.')
param sharedWorkspaceId string = ''

@description('Retention of logs in the workspace, in days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('Daily cap in GB after which the workspace stops ingesting, so that a log loop cannot exhaust the budget. -1 for no cap.')
param logDailyCapGb int

@description('Number of ADX instances. The pipeline passes the current number, so that a release does not undo autoscale.')
@minValue(1)
param kustoInstances int = kusto.instances

@description('Number of Event Hubs units. The pipeline passes the current number, so that a release does not undo auto-inflate.')
@minValue(1)
param eventHubUnits int = eventHubs.units

// Most of these names are also in the code (EventHubNames, KustoOptions.Database, DeadLetterOptions.Table, PublishingClaims.Table).
var eventHubName = 'flight-events'
var ingestConsumerGroup = 'ingest'
var nativeConsumerGroup = 'adx'
var databaseName = 'flights'
var deadLetterTable = 'deadletters'
var claimTable = 'publishingclaims'
var packageContainer = 'packages'
var releaseContainer = 'releases'
var captureContainer = 'capture'

// Service limits: learn.microsoft.com/azure/event-hubs/event-hubs-quotas, .../data-explorer/ingest-data-streaming,
// .../azure-functions/flex-consumption-plan. If one of these rules is violated, no resource is changed.
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
        rule: 'eventHubs.retentionHours: Standard retains events for at most 168 hours.'
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
      {
        broken: !isDevCluster && kusto.instances < 2
        rule: 'kusto.instances: the Standard tier requires at least two.'
      }
      { broken: kusto.maximumInstances < kusto.instances, rule: 'kusto.maximumInstances is below instances.' }
      { broken: isDevCluster && zoneRedundant, rule: 'zoneRedundant: one ADX node cannot be in three zones.' }
      {
        broken: kusto.autoStop && environmentName == 'prod'
        rule: 'kusto.autoStop: ingestion does not start a stopped cluster, so prod must not stop it.'
      }
      {
        broken: functionApp.alwaysReadyIngestion > eventHubs.partitions
        rule: 'functionApp.alwaysReadyIngestion: at most one instance per partition can be busy.'
      }
      {
        broken: zoneRedundant && (functionApp.alwaysReadyIngestion == 1 || functionApp.alwaysReadyHttp == 1)
        rule: 'functionApp: a zone-redundant plan requires zero or at least two always-ready instances per group.'
      }
      {
        broken: !empty(allowedIpRanges) && !privateNetworking
        rule: 'allowedIpRanges requires privateNetworking, because the app has no fixed address outside a virtual network.'
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

// Six characters that differ between resource groups, because the names of storage, Event Hubs, ADX and the app must be globally unique.
var suffix = take(uniqueString(resourceGroup().id), 6)

// Names are computed here and not read from module outputs, so that what-if can resolve the id of every resource.
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

@description('Identity of the function app. User-assigned, so that its grants exist before the app starts and outlive a recreated app.')
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
  // An ADX cluster accepts one change at a time and rejects other changes with ServiceIsInMaintenance, so the schema, grants, data
  // connection and endpoints are deployed sequentially.
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
    // The address is computed and not read from the gateway, because the gateway depends on the app.
    publicBaseUrl: !empty(publicBaseUrl) || !apiManagement ? publicBaseUrl : 'https://${gatewayName}.azure-api.net'
    zoneRedundant: zoneRedundant
    integrationSubnetId: network.?outputs.integrationSubnetId ?? ''
  }
  // Without the grants, the host could not read the package and would fail to start repeatedly.
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
    // The cap of a shared workspace affects all systems, so its owner has one alert instead of one alert per system.
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
