metadata description = 'Event Hubs namespace, the hub that flight events arrive in, its consumer groups, and capture if it is enabled.'

import { storageBlobDataContributor } from '../roles.bicep'
import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags
param workspaceId string

@allowed(['Standard', 'Premium'])
param skuName string

@description('Units now, between the two below.')
param units int

@description('Where auto-inflate begins.')
param minimumUnits int

@description('Where auto-inflate stops; Standard only.')
param maximumUnits int

param hubName string
param partitions int
param retentionHours int

@description('One for each reader: two readers of one group would take partitions from each other.')
param consumerGroups string[]

param capture bool
param captureStorageName string
param captureContainer string
param privateOnly bool

@description('Public address ranges that may still connect when privateOnly.')
param allowedIpRanges string[]

var autoInflate = skuName == 'Standard' && maximumUnits > minimumUnits

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: skuName, tier: skuName, capacity: units }
  // Capture writes with the namespace's own identity.
  identity: { type: 'SystemAssigned' }
  properties: {
    // No SAS keys: publishers and the app come with Entra tokens.
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: privateOnly && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    isAutoInflateEnabled: autoInflate
    maximumThroughputUnits: autoInflate ? maximumUnits : 0
  }
}

@description('Trusted services pass in any case: ADX reads the hub over its own data connection, and Azure Monitor writes metrics.')
resource networkRules 'Microsoft.EventHub/namespaces/networkRuleSets@2024-01-01' = {
  parent: namespace
  name: 'default'
  properties: {
    publicNetworkAccess: privateOnly && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    defaultAction: privateOnly ? 'Deny' : 'Allow'
    trustedServiceAccessEnabled: true
    ipRules: [for range in privateOnly ? allowedIpRanges : []: { ipMask: range, action: 'Allow' }]
  }
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = {
  parent: namespace
  name: hubName
  properties: {
    partitionCount: partitions
    retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: retentionHours }
    captureDescription: capture
      ? {
          enabled: true
          encoding: 'Avro'
          intervalInSeconds: 300
          sizeLimitInBytes: 314572800
          skipEmptyArchives: true
          destination: {
            name: 'EventHubArchive.AzureBlockBlob'
            identity: { type: 'SystemAssigned' }
            properties: {
              storageAccountResourceId: captureStorage.id
              blobContainer: captureContainer
              archiveNameFormat: '{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}'
            }
          }
        }
      : null
  }
  dependsOn: [captureGrant]
}

resource group 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = [
  for groupName in consumerGroups: {
    parent: hub
    name: groupName
  }
]

resource captureStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: captureStorageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource container 'containers' existing = {
      name: captureContainer
    }
  }
}

resource captureGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (capture) {
  name: guid(captureStorage::blobs::container.id, namespace.id, storageBlobDataContributor)
  scope: captureStorage::blobs::container
  properties: {
    principalId: namespace.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output namespaceId string = namespace.id
// 'https://<name>.<cloud's suffix>:443/' without scheme and port: right in every cloud, with no host name written here.
output fullyQualifiedNamespace string = replace(
  replace(namespace.properties.serviceBusEndpoint, 'https://', ''),
  ':443/',
  ''
)
