metadata description = 'API Management before the HTTP API: a subscription key, a rate limit and a quota for each consumer.'

import { keyVaultSecretsOfficer, keyVaultSecretsUser } from '../roles.bicep'
import { Tags } from '../types.bicep'

param name string

@description('Name of the vault for the gateway\'s function key, the only secret, which pipelines/scripts/rotate-gateway-key.sh writes.')
param keyVaultName string
param location string
param tags Tags
param workspaceId string
param publisherEmail string
param backendUrl string
param pipelinePrincipalId string

resource service 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: name
  location: location
  tags: tags
  // The cheapest tier with an SLA and an internal cache. The policy uses the cache.
  sku: { name: 'BasicV2', capacity: 1 }
  identity: { type: 'SystemAssigned' }
  properties: {
    publisherEmail: publisherEmail
    publisherName: 'LatamFunctions'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: keyVaultName
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: 'Enabled'
  }
}

resource gatewayReadsKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, service.id, keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: service.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
  }
}

resource pipelineWritesKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(pipelinePrincipalId)) {
  name: guid(vault.id, pipelinePrincipalId, keyVaultSecretsOfficer)
  scope: vault
  properties: {
    principalId: pipelinePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsOfficer)
  }
}

resource api 'Microsoft.ApiManagement/service/apis@2024-05-01' = {
  parent: service
  name: 'flights'
  properties: {
    displayName: 'Flights'
    path: ''
    protocols: ['https']
    serviceUrl: backendUrl
    subscriptionRequired: true
    subscriptionKeyParameterNames: { header: 'x-api-key', query: 'api-key' }
  }
}

@description('Consumers subscribe to one product, so that its quota applies to each subscription.')
resource product 'Microsoft.ApiManagement/service/products@2024-05-01' = {
  parent: service
  name: 'flights'
  properties: {
    displayName: 'Flights'
    description: 'The flights API with a quota for each subscription.'
    subscriptionRequired: true
    approvalRequired: true
    state: 'published'
  }
}

resource productApi 'Microsoft.ApiManagement/service/products/apiLinks@2024-05-01' = {
  parent: product
  name: 'flights'
  properties: { apiId: api.id }
}

@description('`quota` is available in every tier, but only for a product; `quota-by-key` is available only in the classic tiers.')
resource productPolicy 'Microsoft.ApiManagement/service/products/policies@2024-05-01' = {
  parent: product
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: loadTextContent('api-management-product-policy.xml')
  }
}

@description('The app documents its paths at /api/openapi.json. A second list here would become outdated.')
resource operation 'Microsoft.ApiManagement/service/apis/operations@2024-05-01' = [
  for method in ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']: {
    parent: api
    name: toLower(method)
    properties: {
      displayName: '${method} any path'
      method: method
      urlTemplate: '/api/*'
    }
  }
]

resource policy 'Microsoft.ApiManagement/service/apis/policies@2024-05-01' = {
  parent: api
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: replace(loadTextContent('api-management-policy.xml'), '__VAULT_URI__', vault.properties.vaultUri)
  }
}

resource serviceDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: service
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [{ category: 'GatewayLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource vaultDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output gatewayUrl string = service.properties.gatewayUrl
