metadata description = 'Azure Data Explorer: cluster, database, and kusto/schema.kql run as a database script.'

import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags
param workspaceId string
param skuName string

@allowed(['Basic', 'Standard'])
param skuTier string

@description('Instances now, between the two below.')
param instances int

@description('Where optimized autoscale stops scaling in.')
param minimumInstances int
param maximumInstances int
param autoStop bool
param zoneRedundant bool
param privateOnly bool

@description('Public address ranges that may still connect when privateOnly.')
param allowedIpRanges string[]
param databaseName string

resource cluster 'Microsoft.Kusto/clusters@2024-04-13' = {
  name: name
  location: location
  tags: tags
  sku: { name: skuName, tier: skuTier, capacity: instances }
  // Needed by the optional Event Hubs data connection only; it holds no grant otherwise.
  identity: { type: 'SystemAssigned' }
  zones: zoneRedundant ? ['1', '2', '3'] : null
  properties: {
    // Rows are queryable in about a second instead of after a batch of minutes.
    enableStreamingIngest: true
    enableAutoStop: autoStop
    enableDiskEncryption: true
    // Purge would allow hard deletes by anyone with admin rights, and is not needed: retention deletes.
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
    // kusto/schema.kql has the same for its table and view; this applies to any other table.
    softDeletePeriod: 'P365D'
    hotCachePeriod: 'P31D'
  }
}

@description('Tables, mapping, policies, view and functions. Runs again when the text changes; every command in it can be repeated.')
resource schemaScript 'Microsoft.Kusto/clusters/databases/scripts@2024-04-13' = {
  parent: database
  name: 'schema'
  properties: {
    #disable-next-line use-secure-value-for-secure-inputs // A schema is not a secret.
    scriptContent: loadTextContent('../../kusto/schema.kql')
    // Half a schema is worse than a failed deployment.
    continueOnErrors: false
    // ARM makes the deployer a database admin for the run; this takes it back.
    principalPermissionsAction: 'RemovePermissionOnScriptCompletion'
  }
}

@description('Commands and failures, but no query or ingestion: at thousands a second they would cost more than the cluster.')
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
