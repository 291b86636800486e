metadata description = 'Virtual network with subnets for the function app, the pipeline\'s agents and private endpoints.'

import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags

// A /24 is sufficient for 1,000 instances, because Flex Consumption assigns many instances to one address.
var addressSpace = '10.20.0.0/22'
var integrationRange = cidrSubnet(addressSpace, 24, 0)
var endpointRange = cidrSubnet(addressSpace, 24, 1)
var agentRange = cidrSubnet(addressSpace, 24, 2)

resource endpointRules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-${name}-endpoints'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'from-virtual-network'
        properties: {
          description: 'The app, the pipeline\'s agents and peered networks can connect with HTTPS, and with AMQP for Event Hubs.'
          access: 'Allow'
          direction: 'Inbound'
          priority: 100
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: endpointRange
          destinationPortRanges: ['443', '5671', '5672']
        }
      }
      {
        name: 'deny-all'
        properties: {
          access: 'Deny'
          direction: 'Inbound'
          priority: 4096
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressSpace] }
    // Subnets are inline, because a second deployment would first remove subnets that are child resources.
    subnets: [
      {
        name: 'functions'
        properties: {
          addressPrefix: integrationRange
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        // The subnet for a Managed DevOps Pool, which is the agent pool that azure-pipelines.yml names.
        name: 'agents'
        properties: {
          addressPrefix: agentRange
          delegations: [{ name: 'agents', properties: { serviceName: 'Microsoft.DevOpsInfrastructure/pools' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: endpointRange
          networkSecurityGroup: { id: endpointRules.id }
          // Without this policy, the security rules do not apply to private endpoints.
          privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled'
        }
      }
    ]
  }

  resource functions 'subnets' existing = {
    name: 'functions'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

output integrationSubnetId string = network::functions.id
output endpointSubnetId string = network::endpoints.id
