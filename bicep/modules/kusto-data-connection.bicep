metadata description = 'ADX reads the event hub, in addition to or instead of the function: docs/operations/native-data-connection.md.'

import { azureEventHubsDataReceiver } from '../roles.bicep'

param location string
param clusterName string
param clusterPrincipalId string
param databaseName string
param eventHubNamespaceName string
param eventHubName string

@description('A separate consumer group. ADX and the function would compete for partitions in a shared group.')
param consumerGroup string

resource cluster 'Microsoft.Kusto/clusters@2024-04-13' existing = {
  name: clusterName

  resource database 'databases' existing = {
    name: databaseName
  }
}

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: eventHubNamespaceName

  resource hub 'eventhubs' existing = {
    name: eventHubName
  }
}

resource receiver 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace::hub.id, cluster.id, azureEventHubsDataReceiver)
  scope: namespace::hub
  properties: {
    principalId: clusterPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', azureEventHubsDataReceiver)
  }
}

@description('The raw message is in one dynamic column, because the native connection cannot derive, check or reject fields.')
resource nativeTable 'Microsoft.Kusto/clusters/databases/scripts@2024-04-13' = {
  parent: cluster::database
  name: 'native-data-connection'
  properties: {
    #disable-next-line use-secure-value-for-secure-inputs // A schema is not a secret.
    scriptContent: loadTextContent('kusto-data-connection.kql')
    continueOnErrors: false
    principalPermissionsAction: 'RemovePermissionOnScriptCompletion'
  }
}

resource connection 'Microsoft.Kusto/clusters/databases/dataConnections@2024-04-13' = {
  parent: cluster::database
  name: 'flight-events'
  location: location
  kind: 'EventHub'
  properties: {
    eventHubResourceId: namespace::hub.id
    consumerGroup: consumerGroup
    managedIdentityResourceId: cluster.id
    tableName: 'FlightEventsNative'
    mappingRuleName: 'FlightEventsNativeJson'
    dataFormat: 'MULTIJSON'
    databaseRouting: 'Single'
    eventSystemProperties: ['x-opt-enqueued-time', 'x-opt-sequence-number', 'x-opt-offset', 'x-opt-partition-key']
  }
  dependsOn: [receiver, nativeTable]
}
