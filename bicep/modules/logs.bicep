metadata description = 'The workspace that every diagnostic setting writes to, our own or a shared one, and Application Insights over it.'

import { Tags } from '../types.bicep'

param workspaceName string
param componentName string
param location string
param tags Tags
param retentionDays int
param dailyCapGb int

@description('Resource id of an existing workspace. Empty for a dedicated workspace.')
param sharedWorkspaceId string

var isShared = !empty(sharedWorkspaceId)

// Without a shared workspace, these are the parts of the dedicated workspace's id, so that the expressions below are valid.
var idParts = split(
  isShared ? sharedWorkspaceId : resourceId('Microsoft.OperationalInsights/workspaces', workspaceName),
  '/'
)

resource sharedWorkspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = if (isShared) {
  name: idParts[8]
  scope: resourceGroup(idParts[2], idParts[4])
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = if (!isShared) {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    // The tier is pay-as-you-go, because commitment tiers begin at 100 GB per day.
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGb }
    features: {
      // Readers of a resource can read only that resource's logs.
      enableLogAccessUsingOnlyResourcePermissions: true
      disableLocalAuth: true
    }
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: componentName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: isShared ? sharedWorkspaceId : workspace.id
    IngestionMode: 'LogAnalytics'
    // Telemetry is sent with the app's identity (Monitoring Metrics Publisher), not with the key in the connection string.
    DisableLocalAuth: true
  }
}

@description('Audit of queries. The component\'s tables are already in this workspace and need no diagnostic setting.')
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!isShared) {
  name: 'to-workspace'
  scope: workspace
  properties: {
    workspaceId: workspace.id
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

// The service rejects an existing search unless the request's properties contain the ETag *, which the Bicep type lacks
// (Azure/bicep-types-az#1499), and can reject concurrent requests.
@batchSize(1)
@description('The runbooks\' queries, which the portal shows under Queries. A shared workspace does not contain them.')
resource savedSearches 'Microsoft.OperationalInsights/workspaces/savedSearches@2020-08-01' = [
  for search in loadJsonContent('../monitoring/saved-searches.json'): if (!isShared) {
    parent: workspace
    name: search.name
    properties: {
      #disable-next-line BCP037
      etag: '*'
      category: 'Runbooks'
      displayName: search.title
      query: search.query
    }
  }
]

output workspaceId string = isShared ? sharedWorkspaceId : workspace.id
output workspaceCustomerId string = isShared ? sharedWorkspace!.properties.customerId : workspace!.properties.customerId
output componentId string = component.id
