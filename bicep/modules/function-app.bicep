metadata description = 'The function app: .NET 10 isolated on Flex Consumption, every connection by managed identity.'

import { Consumers, Entra, RateLimit, Tags } from '../types.bicep'

param name string
param location string
param tags Tags
param workspaceId string
param identityId string
param identityClientId string
param packageContainerUrl string
param storageName string
param blobEndpoint string
param tableEndpoint string
param eventHubsFullyQualifiedNamespace string
param kustoEndpoint string
param kustoDatabase string
param componentName string
param instanceMemoryMB int
param maximumInstances int
param alwaysReadyIngestion int
param alwaysReadyHttp int
param httpConcurrency int
param zoneRedundant bool

param consumers Consumers
param releaseKeyDigest string
param entra Entra
param rateLimit RateLimit

@description('Origins whose scripts may call the API from a browser.')
param allowedOrigins string[]

@description('The address that links in responses begin with. Empty: links are relative.')
param publicBaseUrl string

@description('Subnet for outbound traffic, delegated to Microsoft.App/environments. Empty: no virtual network.')
param integrationSubnetId string

// A zone-redundant Flex plan wants at least two always-ready instances in each group that has any.
var alwaysReady = [
  { name: 'function:IngestFlightEvents', instanceCount: alwaysReadyIngestion }
  { name: 'http', instanceCount: alwaysReadyHttp }
]

var releaseDigests = empty(releaseKeyDigest) ? [] : [releaseKeyDigest]

// Everything the code, the host and the SDKs read, and nothing else. What Flex keeps in functionAppConfig (runtime, scale,
// deployment) must not be repeated here: FUNCTIONS_WORKER_RUNTIME and its like are ignored or rejected.
var settings = {
  // Blobs: leases, checkpoints, keys. Table: the host's diagnostic events. No queue: only blob triggers need one.
  // The account's name in addition to the URIs: with URIs alone a host can lose a race at start and reject valid keys
  // (azure-functions-host#11787).
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__tableServiceUri: tableEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  EventHubs__fullyQualifiedNamespace: eventHubsFullyQualifiedNamespace
  EventHubs__credential: 'managedidentity'
  EventHubs__clientId: identityClientId
  Kusto__Endpoint: kustoEndpoint
  Kusto__Database: kustoDatabase
  DeadLetters__TableServiceUri: tableEndpoint
  Consumers__Readers: join(union(consumers.readers, releaseDigests), ',')
  Consumers__Publishers: join(union(consumers.publishers, releaseDigests), ',')
  Consumers__Operators: join(union(consumers.operators, releaseDigests), ',')
  RateLimit__RequestsPerSecond: string(rateLimit.requestsPerSecond)
  RateLimit__Burst: string(rateLimit.burst)
  Entra__Authority: entra.authority
  Entra__Audience: entra.audience
  PublicAddress__BaseUrl: publicBaseUrl
  // Picks the user-assigned identity for DefaultAzureCredential in the code.
  AZURE_CLIENT_ID: identityClientId
  // Names the ingestion endpoint; its key opens nothing, as the component rejects local authentication.
  APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  // Traces per second of each process, host and worker: their volume follows the instances, not the traffic (azure-functions-host#11496).
  OTEL_TRACES_SAMPLER: 'microsoft.rate_limited'
  OTEL_TRACES_SAMPLER_ARG: '0.1'
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  // Flex: scales each trigger by itself, to zero or to always-ready instances, and takes a virtual network.
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(integrationSubnetId) ? null : integrationSubnetId
    siteConfig: {
      minTlsVersion: '1.2'
      http20Enabled: true
      cors: { allowedOrigins: allowedOrigins }
      // With the site, not as a child resource: one update, one restart.
      appSettings: map(items(settings), setting => { name: setting.key, value: setting.value })
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      // '10.0', not '10': ARM takes both, but with '10' the host does not start and logs nothing.
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances
        alwaysReady: filter(alwaysReady, group => group.instanceCount > 0)
        triggers: { http: { perInstanceConcurrency: httpConcurrency } }
      }
    }
  }
}

@description('Deployments use an Entra token; user name and password stay off.')
resource basicPublishingFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource basicPublishingScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

@description('The host\'s own log: failures before telemetry works appear here and nowhere else.')
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = app.id
output name string = app.name
output baseUrl string = 'https://${app.properties.defaultHostName}'
