metadata description = 'Private endpoints of storage, Event Hubs and ADX, with the DNS zones that lead to them.'

param location string
param tags object
param subnetId string
param networkId string
param storageId string
param eventHubNamespaceId string
param clusterId string

var blobZone = 'privatelink.blob.${environment().suffixes.storage}'
var queueZone = 'privatelink.queue.${environment().suffixes.storage}'
var tableZone = 'privatelink.table.${environment().suffixes.storage}'
// environment() knows no suffix for these two.
var eventHubsZone = 'privatelink.servicebus.windows.net'
var kustoZone = 'privatelink.${location}.kusto.windows.net'

var zoneNames = [blobZone, queueZone, tableZone, eventHubsZone, kustoZone]

// The cluster's endpoint also registers names of its ingestion storage, hence three more zones for it.
var endpoints = [
  { name: 'storage-blob', targetId: storageId, group: 'blob', zones: [blobZone] }
  { name: 'storage-table', targetId: storageId, group: 'table', zones: [tableZone] }
  { name: 'event-hubs', targetId: eventHubNamespaceId, group: 'namespace', zones: [eventHubsZone] }
  { name: 'kusto', targetId: clusterId, group: 'cluster', zones: [kustoZone, blobZone, queueZone, tableZone] }
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
    name: uniqueString(networkId)
    location: 'global'
    tags: tags
    properties: {
      virtualNetwork: { id: networkId }
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
