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

@description('Origins whose scripts can call the API from a browser.')
param allowedOrigins string[]

@description('Base address of links in responses. If the value is empty, links are relative.')
param publicBaseUrl string

@description('Subnet for outbound traffic, delegated to Microsoft.App/environments. Empty without a virtual network.')
param integrationSubnetId string

// A zone-redundant Flex plan requires at least two always-ready instances in each group with always-ready instances.
var alwaysReady = [
  { name: 'function:IngestFlightEvents', instanceCount: alwaysReadyIngestion }
  { name: 'http', instanceCount: alwaysReadyHttp }
]

var releaseDigests = empty(releaseKeyDigest) ? [] : [releaseKeyDigest]

// Contains only the settings that the code, the host and the SDKs read. Settings that Flex stores in functionAppConfig (runtime, scale,
// deployment) must not be repeated here, because FUNCTIONS_WORKER_RUNTIME and similar settings are ignored or rejected.
var settings = {
  // The host uses blobs for leases, checkpoints and keys, and a table for diagnostic events. Only blob triggers need a queue.
  // The account's name is set in addition to the URIs, because with the URIs alone, a race condition at startup can cause the host to
  // reject valid keys (azure-functions-host#11787).
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
  // Selects the user-assigned identity for DefaultAzureCredential in the code.
  AZURE_CLIENT_ID: identityClientId
  // Contains the ingestion endpoint. The key in the connection string grants no access, because the component rejects local authentication.
  APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  // Limits the traces per second in each process (host and worker), so that the volume of traces depends on the number of instances, not on
  // the traffic (azure-functions-host#11496).
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
  // Flex Consumption scales each trigger separately, to zero or to always-ready instances, and supports a virtual network.
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
      // The settings are part of the site and not a child resource, so that a deployment causes only one restart.
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
      // ARM accepts '10.0' and '10', but with '10' the host does not start and logs nothing.
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

@description('Deployments use an Entra token; user name and password are disabled.')
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

@description('The host\'s own log, which is the only source for failures before telemetry is available.')
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
