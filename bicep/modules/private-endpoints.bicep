metadata description = 'Private endpoints for storage, Event Hubs and ADX, with their private DNS zones.'

import { Tags } from '../types.bicep'

param location string
param tags Tags
param networkName string
param subnetId string
param storageName string
param eventHubNamespaceName string
param clusterName string

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: networkName
}

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: eventHubNamespaceName
}

resource cluster 'Microsoft.Kusto/clusters@2024-04-13' existing = {
  name: clusterName
}

var blobZone = 'privatelink.blob.${environment().suffixes.storage}'
var queueZone = 'privatelink.queue.${environment().suffixes.storage}'
var tableZone = 'privatelink.table.${environment().suffixes.storage}'
// environment() does not contain the suffixes of the following two zones.
var eventHubsZone = 'privatelink.servicebus.windows.net'
var kustoZone = 'privatelink.${location}.kusto.windows.net'

var zoneNames = [blobZone, queueZone, tableZone, eventHubsZone, kustoZone]

// The cluster's endpoint also registers the names of its ingestion storage, which requires three more zones.
var endpoints = [
  { name: 'storage-blob', targetId: account.id, group: 'blob', zones: [blobZone] }
  { name: 'storage-table', targetId: account.id, group: 'table', zones: [tableZone] }
  { name: 'event-hubs', targetId: namespace.id, group: 'namespace', zones: [eventHubsZone] }
  { name: 'kusto', targetId: cluster.id, group: 'cluster', zones: [kustoZone, blobZone, queueZone, tableZone] }
]

resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = [
  for zoneName in zoneNames: {
    name: zoneName
    location: 'global'
    tags: tags
  }
]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = [
  for (zoneName, i) in zoneNames: {
    parent: zone[i]
    name: uniqueString(network.id)
    location: 'global'
    tags: tags
    properties: {
      virtualNetwork: { id: network.id }
      registrationEnabled: false
    }
  }
]

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for target in endpoints: {
    name: 'pe-${target.name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: target.name
          properties: {
            #disable-next-line use-resource-id-functions // Each target is the id of a symbolic reference.
            privateLinkServiceId: target.targetId
            groupIds: [target.group]
          }
        }
      ]
    }
  }
]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (target, i) in endpoints: {
    parent: endpoint[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        for zoneName in target.zones: {
          name: replace(zoneName, '.', '-')
          properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', zoneName) }
        }
      ]
    }
    dependsOn: [zone]
  }
]
