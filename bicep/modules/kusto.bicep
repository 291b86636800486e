metadata description = 'Azure Data Explorer: cluster, database, and kusto/schema.kql run as a database script.'

import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags
param workspaceId string
param skuName string

@allowed(['Basic', 'Standard'])
param skuTier string

@description('Current number of instances, between minimumInstances and maximumInstances.')
param instances int

@description('Minimum number of instances for optimized autoscale.')
param minimumInstances int
param maximumInstances int
param autoStop bool
param zoneRedundant bool
param privateOnly bool

@description('Public address ranges that can connect if privateOnly is true.')
param allowedIpRanges string[]
param databaseName string

resource cluster 'Microsoft.Kusto/clusters@2024-04-13' = {
  name: name
  location: location
  tags: tags
  sku: { name: skuName, tier: skuTier, capacity: instances }
  // Only the optional Event Hubs data connection uses this identity. Without the data connection, the identity has no grant.
  identity: { type: 'SystemAssigned' }
  zones: zoneRedundant ? ['1', '2', '3'] : null
  properties: {
    // With streaming, rows are queryable in about a second instead of after a batch of several minutes.
    enableStreamingIngest: true
    enableAutoStop: autoStop
    enableDiskEncryption: true
    // Purge would allow any administrator to delete data permanently. Purge is not needed, because retention deletes old rows.
    enablePurge: false
    publicIPType: 'IPv4'
    publicNetworkAccess: privateOnly && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    allowedIpRangeList: privateOnly ? allowedIpRanges : []
    optimizedAutoscale: maximumInstances > minimumInstances
      ? { version: 1, isEnabled: true, minimum: minimumInstances, maximum: maximumInstances }
      : null
  }
}

resource database 'Microsoft.Kusto/clusters/databases@2024-04-13' = {
  parent: cluster
  name: databaseName
  location: location
  kind: 'ReadWrite'
  properties: {
    // kusto/schema.kql sets the same policies for its table and view; these values apply to all other tables.
    softDeletePeriod: 'P365D'
    hotCachePeriod: 'P31D'
  }
}

@description('Tables, mapping, policies, view and functions. The script runs again when its text changes; every command can be repeated.')
resource schemaScript 'Microsoft.Kusto/clusters/databases/scripts@2024-04-13' = {
  parent: database
  name: 'schema'
  properties: {
    #disable-next-line use-secure-value-for-secure-inputs // A schema is not a secret.
    scriptContent: loadTextContent('../../kusto/schema.kql')
    // A failed deployment is better than a partly applied schema.
    continueOnErrors: false
    // ARM makes the deployer a database admin for the script; this setting removes the right afterwards.
    principalPermissionsAction: 'RemovePermissionOnScriptCompletion'
  }
}

@description('Commands and failures, but not queries or ingestion: thousands of records per second would cost more than the cluster.')
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: cluster
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      { category: 'FailedIngestion', enabled: true }
      { category: 'Command', enabled: true }
      { category: 'TableDetails', enabled: true }
      { category: 'TableUsageStatistics', enabled: true }
    ]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output clusterId string = cluster.id
output clusterUri string = cluster.properties.uri
output clusterPrincipalId string = cluster.identity.principalId
