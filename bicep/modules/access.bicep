metadata description = 'Every grant of data access in the system, on one page, except those that a resource gives itself.'

import {
  azureEventHubsDataReceiver
  azureEventHubsDataSender
  monitoringMetricsPublisher
  storageBlobDataContributor
  storageBlobDataOwner
  storageTableDataContributor
} from '../roles.bicep'

@description('Resource id of the app\'s identity. Grant names are derived from this id, because it is known before deployment.')
param appIdentityId string

param appPrincipalId string

@description('Client id of the app\'s identity. ADX identifies applications by client id.')
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

@description('The scope is the account, because the host creates its own containers (azure-webjobs-hosts, azure-webjobs-eventhub).')
resource appBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, appIdentityId, storageBlobDataOwner)
  scope: account
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataOwner)
  }
}

@description('For dead letters and the host\'s own diagnostic events.')
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

@description('For publishing by POST /api/events and by replays of dead letters.')
resource appSends 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace::hub.id, appIdentityId, azureEventHubsDataSender)
  scope: namespace::hub
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', azureEventHubsDataSender)
  }
}

@description('The component accepts telemetry only with Entra tokens, not with its key.')
resource appMetrics 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, appIdentityId, monitoringMetricsPublisher)
  scope: component
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
  }
}

// The grants in the cluster are deployed sequentially, because an ADX cluster rejects concurrent changes with ServiceIsInMaintenance.

@description('For streaming ingestion. This role alone does not allow queries.')
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

@description('For queries by the HTTP API.')
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

@description('For KQL queries by analysts.')
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

// The grant is permanent, because a Contributor can create it at any time, and a lock on the cluster prevents its deletion after each run.
// The scope is the cluster, because a database script removes its caller's rights in the database.
@description('For the pipeline, which migrates the database, loads the reference data and counts rows.')
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

@description('For the nightly run, which compares the schema.')
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

@description('For the smoke test, which publishes through the hub\'s REST endpoint.')
resource pipelineSends 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(pipelinePrincipalId)) {
  name: guid(namespace::hub.id, pipelinePrincipalId, azureEventHubsDataSender)
  scope: namespace::hub
  properties: {
    principalId: pipelinePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', azureEventHubsDataSender)
  }
}

@description('The scope is one container, in which the pipeline stores the last good package for rollbacks.')
resource pipelineReleases 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(pipelinePrincipalId)) {
  name: guid(account::blobs::releases.id, pipelinePrincipalId, storageBlobDataContributor)
  scope: account::blobs::releases
  properties: {
    principalId: pipelinePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}
