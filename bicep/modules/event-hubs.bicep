metadata description = 'Event Hubs namespace, the hub that flight events arrive in, its consumer groups, and capture if it is enabled.'

import { storageBlobDataContributor } from '../roles.bicep'
import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags
param workspaceId string

@allowed(['Standard', 'Premium'])
param skuName string

@description('Current number of units, between minimumUnits and maximumUnits.')
param units int

@description('Minimum number of units for auto-inflate.')
param minimumUnits int

@description('Maximum number of units for auto-inflate. Standard only.')
param maximumUnits int

param hubName string
param partitions int
param retentionHours int

@description('One consumer group per reader, because two readers in one group would compete for partitions.')
param consumerGroups string[]

param capture bool
param captureStorageName string
param captureContainer string
param privateOnly bool

@description('Public address ranges that can connect if privateOnly is true.')
param allowedIpRanges string[]

var autoInflate = skuName == 'Standard' && maximumUnits > minimumUnits

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: skuName, tier: skuName, capacity: units }
  // Capture uses the namespace's identity to write.
  identity: { type: 'SystemAssigned' }
  properties: {
    // SAS keys are disabled; publishers and the app use Entra tokens.
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: privateOnly && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    isAutoInflateEnabled: autoInflate
    maximumThroughputUnits: autoInflate ? maximumUnits : 0
  }
}

@description('Trusted services always have access: ADX with its own data connection reads the hub, and Azure Monitor writes metrics.')
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
// Removes the scheme and the port from 'https://<name>.<cloud's suffix>:443/', so that no cloud's host name is hard-coded.
output fullyQualifiedNamespace string = replace(
  replace(namespace.properties.serviceBusEndpoint, 'https://', ''),
  ':443/',
  ''
)
