metadata description = 'Every grant of data access in the system, on one page, except those that a resource gives itself.'

import {
  azureEventHubsDataReceiver
  azureEventHubsDataSender
  monitoringMetricsPublisher
  storageBlobDataContributor
  storageBlobDataOwner
  storageTableDataContributor
} from '../roles.bicep'

@description('Resource id of the app\'s identity. Names of grants come from it: a principal id is known only after the identity exists.')
param appIdentityId string

param appPrincipalId string

@description('ADX knows the same identity by its client id.')
param appClientId string
param analystsGroupId string
param pipelinePrincipalId string
param pipelineClientId string
param readerClientId string
param storageName string
param releaseContainer string
param eventHubNamespaceName string
param eventHubName string
param componentName string
param clusterName string
param databaseName string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource releases 'containers' existing = {
      name: releaseContainer
    }
  }
}

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: eventHubNamespaceName

  resource hub 'eventhubs' existing = {
    name: eventHubName
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource cluster 'Microsoft.Kusto/clusters@2024-04-13' existing = {
  name: clusterName

  resource database 'databases' existing = {
    name: databaseName
  }
}

@description('Account-wide: the host makes its containers itself (azure-webjobs-hosts, azure-webjobs-eventhub) and takes leases in them.')
resource appBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, appIdentityId, storageBlobDataOwner)
  scope: account
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataOwner)
  }
}

@description('Dead letters, and the host\'s own diagnostic events.')
resource appTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, appIdentityId, storageTableDataContributor)
  scope: account
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataContributor)
  }
}

resource appReceives 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace::hub.id, appIdentityId, azureEventHubsDataReceiver)
  scope: namespace::hub
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', azureEventHubsDataReceiver)
  }
}

@description('POST /api/events and the replay of dead letters publish.')
resource appSends 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace::hub.id, appIdentityId, azureEventHubsDataSender)
  scope: namespace::hub
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', azureEventHubsDataSender)
  }
}

@description('The component takes no telemetry by key.')
resource appMetrics 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, appIdentityId, monitoringMetricsPublisher)
  scope: component
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
  }
}

// The grants in the cluster follow one another: an ADX cluster rejects concurrent changes with ServiceIsInMaintenance.

@description('Streaming ingestion needs no more than this; Ingestor alone cannot query.')
resource appIngests 'Microsoft.Kusto/clusters/databases/principalAssignments@2024-04-13' = {
  parent: cluster::database
  name: guid(cluster::database.id, appIdentityId, 'Ingestor')
  properties: {
    principalId: appClientId
    principalType: 'App'
    role: 'Ingestor'
    tenantId: tenant().tenantId
  }
}

@description('The HTTP API queries.')
resource appQueries 'Microsoft.Kusto/clusters/databases/principalAssignments@2024-04-13' = {
  parent: cluster::database
  name: guid(cluster::database.id, appIdentityId, 'Viewer')
  properties: {
    principalId: appClientId
    principalType: 'App'
    role: 'Viewer'
    tenantId: tenant().tenantId
  }
  dependsOn: [appIngests]
}

@description('Analysts query in KQL.')
resource analystsQuery 'Microsoft.Kusto/clusters/databases/principalAssignments@2024-04-13' = if (!empty(analystsGroupId)) {
  parent: cluster::database
  name: guid(cluster::database.id, analystsGroupId, 'Viewer')
  properties: {
    principalId: analystsGroupId
    principalType: 'Group'
    role: 'Viewer'
    tenantId: tenant().tenantId
  }
  dependsOn: [appQueries]
}

// As Contributor the pipeline could take this right at any time, and a lock on the cluster rejects its deletion after each run. The right
// is the cluster's and not the database's: a database script removes its caller's rights in the database.
@description('The pipeline migrates the database, loads the reference data and counts rows.')
resource pipelineAdministers 'Microsoft.Kusto/clusters/principalAssignments@2024-04-13' = if (!empty(pipelineClientId)) {
  parent: cluster
  name: guid(cluster.id, pipelineClientId, 'AllDatabasesAdmin')
  properties: {
    principalId: pipelineClientId
    principalType: 'App'
    role: 'AllDatabasesAdmin'
    tenantId: tenant().tenantId
  }
  dependsOn: [analystsQuery]
}

@description('The nightly run compares the schema.')
resource readerQueries 'Microsoft.Kusto/clusters/databases/principalAssignments@2024-04-13' = if (!empty(readerClientId)) {
  parent: cluster::database
  name: guid(cluster::database.id, readerClientId, 'Viewer')
  properties: {
    principalId: readerClientId
    principalType: 'App'
    role: 'Viewer'
    tenantId: tenant().tenantId
  }
  dependsOn: [pipelineAdministers]
}

@description('The smoke test publishes through the hub\'s REST endpoint, as publishers do.')
resource pipelineSends 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(pipelinePrincipalId)) {
  name: guid(namespace::hub.id, pipelinePrincipalId, azureEventHubsDataSender)
  scope: namespace::hub
  properties: {
    principalId: pipelinePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', azureEventHubsDataSender)
  }
}

@description('One container only: the pipeline keeps the last good package there, and takes it back on a failure.')
resource pipelineReleases 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(pipelinePrincipalId)) {
  name: guid(account::blobs::releases.id, pipelinePrincipalId, storageBlobDataContributor)
  scope: account::blobs::releases
  properties: {
    principalId: pipelinePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}
