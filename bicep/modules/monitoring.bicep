metadata description = 'Monitoring: the alerts that the lists in ../monitoring define, action group, availability test, workbook.'

import { conditions } from '../monitoring/conditions.bicep'
import { objectives, tiers } from '../monitoring/objectives.bicep'
import { platformMetrics } from '../monitoring/platform-metrics.bicep'
import { Tags } from '../types.bicep'

param workload string
param environmentName string
param location string
param tags Tags
param workspaceId string
param componentId string
param eventHubNamespaceId string
param eventHubNamespaceName string
param clusterId string
param clusterUri string
param databaseName string
param functionAppId string
param functionAppName string
param instanceMemoryMB int
param storageId string
param apiUrl string
param alertEmails string[]

@secure()
param alertWebhookUrl string

@description('Id of the Logic App that posts to chats. Optional.')
param chatId string
param runbookBaseUrl string

@description('Names of alerts that do not apply to this environment and are not deployed.')
param silentAlerts string[]

// Alerts of severity 0 (nothing works or data might be lost) and 1 (the error budget burns fast) page the on-call engineer. Alerts of
// severity 2 (act today) and 3 (act this week) create tickets.

// Resource ids for the targets in platform-metrics.bicep.
var targets = {
  eventHubs: { id: eventHubNamespaceId, type: 'Microsoft.EventHub/namespaces' }
  kusto: { id: clusterId, type: 'Microsoft.Kusto/clusters' }
  storage: { id: storageId, type: 'Microsoft.Storage/storageAccounts' }
  functions: { id: functionAppId, type: 'Microsoft.Web/sites' }
}

// The value of MEMORY_LIMIT in platform-metrics.bicep: 60 % of an instance's memory, in bytes.
var memoryLimit = instanceMemoryMB * 629146

var healthTestName = 'health-${workload}-${environmentName}'
var tables = replace(
  replace(
    replace(loadTextContent('../monitoring/alerts/tables.kql'), 'FUNCTION_APP', functionAppName),
    'EVENT_HUBS',
    eventHubNamespaceName
  ),
  'HEALTH_TEST',
  healthTestName
)
var burnRateRule = loadTextContent('../monitoring/alerts/burn-rate.kql')

var burnRateAlerts = flatten(map(
  objectives,
  slo =>
    map(slo.tiers, tier => {
      name: '${slo.name}-${tier}'
      description: join(
        [
          '${slo.name}: the error budget of ${slo.objective} over 30 days burns at ${tiers[tier].burn} times the sustainable rate'
          '(${tiers[tier].budget} used in ${tiers[tier].longWindow}).'
        ],
        ' '
      )
      query: join(
        [
          'let objective = ${slo.objective};'
          'let burn = ${tiers[tier].burn};'
          'let longWindow = ${tiers[tier].longWindow};'
          'let shortWindow = ${tiers[tier].shortWindow};'
          'let minimumTotal = ${slo.minimumTotal};'
          tables
          'let sli = ${slo.sli};'
          burnRateRule
        ],
        '\n'
      )
      windowSize: tiers[tier].windowSize
      frequency: tiers[tier].frequency
      severity: slo.pages ? tiers[tier].severity : 3
      runbook: slo.runbook
    })
))

var conditionAlerts = map(conditions, condition => union(condition, { query: '${tables}${condition.query}' }))

var logAlerts = filter(concat(burnRateAlerts, conditionAlerts), alert => !contains(silentAlerts, alert.name))
var metricAlerts = filter(platformMetrics, alert => !contains(silentAlerts, alert.name))

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${workload}-${environmentName}'
  location: 'Global'
  tags: tags
  properties: {
    groupShortName: take('${workload}${environmentName}', 12)
    enabled: true
    emailReceivers: [
      for (address, i) in alertEmails: {
        name: 'mail-${i}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
    // The on-call tool routes alerts by the severity in the payload. All alerts use one action group, so that no alert can lack an action
    // group.
    webhookReceivers: empty(alertWebhookUrl)
      ? []
      : [{ name: 'on-call', serviceUri: alertWebhookUrl, useCommonAlertSchema: true }]
    logicAppReceivers: empty(chatId)
      ? []
      : [
          {
            name: 'chat'
            resourceId: chatId
            callbackUrl: listCallbackUrl('${chatId}/triggers/alert', '2019-05-01').value
            useCommonAlertSchema: true
          }
        ]
  }
}

resource logAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: '${workload}-${environmentName}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${workload} ${environmentName}: ${alert.name}'
      description: '${alert.description} Runbook: ${runbookBaseUrl}/${alert.runbook}'
      severity: alert.severity
      enabled: true
      scopes: [workspaceId]
      windowSize: alert.windowSize
      evaluationFrequency: alert.frequency
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            // The queries do not project a timestamp, so Azure allows only one period. The windows are inside the queries.
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      // The tables of a new workspace do not exist before the first telemetry.
      skipQueryValidation: true
      actions: {
        actionGroups: [actionGroup.id]
        customProperties: { alert: alert.name, runbook: '${runbookBaseUrl}/${alert.runbook}' }
      }
    }
  }
]

resource metricAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in metricAlerts: {
    name: '${workload}-${environmentName}-${alert.name}'
    location: 'global'
    tags: tags
    properties: {
      description: join(
        [
          '${join(map(alert.criteria, criterion => criterion.metric), ', ')} of ${targets[alert.target].type}.'
          'Runbook: ${runbookBaseUrl}/${alert.runbook}'
        ],
        ' '
      )
      severity: alert.severity
      enabled: true
      scopes: [targets[alert.target].id]
      windowSize: alert.windowSize
      evaluationFrequency: alert.frequency
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: map(alert.criteria, criterion => {
          criterionType: 'StaticThresholdCriterion'
          name: criterion.metric
          metricNamespace: targets[alert.target].type
          metricName: criterion.metric
          timeAggregation: criterion.aggregation
          operator: criterion.operator
          // The threshold can have a fraction, which Bicep can express only in JSON.
          threshold: json(replace(criterion.threshold, 'MEMORY_LIMIT', '${memoryLimit}'))
          // A metric with dimensions does not exist on a resource that has had no traffic.
          skipMetricValidation: true
        })
      }
      actions: [
        {
          actionGroupId: actionGroup.id
          webHookProperties: { alert: alert.name, runbook: '${runbookBaseUrl}/${alert.runbook}' }
        }
      ]
    }
  }
]

@description('Azure incidents in the region or on one of the system\'s resources, which show whether the cause is outside the app.')
resource azureHealth 'Microsoft.Insights/activityLogAlerts@2020-10-01' = [
  for category in ['ServiceHealth', 'ResourceHealth']: {
    name: '${workload}-${environmentName}-azure-${toLower(category)}'
    location: 'Global'
    tags: tags
    properties: {
      description: 'Azure reports ${category}. Runbook: ${runbookBaseUrl}/platform.md#azure-health'
      enabled: true
      // The scope of service health is the subscription, and the scope of resource health is the resource group.
      scopes: [category == 'ServiceHealth' ? subscription().id : resourceGroup().id]
      condition: { allOf: [{ field: 'category', equals: category }] }
      actions: {
        actionGroups: [
          {
            actionGroupId: actionGroup.id
            webhookProperties: {
              alert: 'azure-${toLower(category)}'
              runbook: '${runbookBaseUrl}/platform.md#azure-health'
            }
          }
        ]
      }
    }
  }
]

@description('The only signal if no request can reach the app.')
resource availabilityTest 'Microsoft.Insights/webtests@2022-06-15' = {
  name: healthTestName
  location: location
  tags: union(tags, { 'hidden-link:${componentId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: healthTestName
    // The alert finds the results by this name.
    Name: healthTestName
    Enabled: true
    Kind: 'standard'
    Frequency: 300
    Timeout: 30
    RetryEnabled: true
    // The test runs from five locations, so that simultaneous failures from two locations indicate a failure of the API, not of a location.
    Locations: [
      { Id: 'latam-br-gru-edge' }
      { Id: 'us-fl-mia-edge' }
      { Id: 'us-tx-sn1-azr' }
      { Id: 'us-va-ash-azr' }
      { Id: 'emea-nl-ams-azr' }
    ]
    Request: {
      RequestUrl: '${apiUrl}/api/health/live'
      HttpVerb: 'GET'
      FollowRedirects: false
      ParseDependentRequests: false
    }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 14 }
  }
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Flight events: ${workload} ${environmentName}'
    category: 'workbook'
    sourceId: workspaceId
    // The yearly panel identifies the cluster by its name and region, which are the host name without the domain.
    serializedData: replace(
      replace(
        loadTextContent('../monitoring/workbook.json'),
        'KUSTO_CLUSTER',
        replace(replace(clusterUri, 'https://', ''), '.kusto.windows.net', '')
      ),
      'KUSTO_DATABASE',
      databaseName
    )
  }
}

output workbookId string = workbook.id
