metadata description = 'Monitoring: objectives, burn-rate and other alerts, action group, availability test, workbook, budget.'

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

@description('Id of the Logic App that posts to chats. Empty: none.')
param chatId string
param runbookBaseUrl string
param monthlyBudget int
param budgetStartDate string

@description('Names of alerts that mean nothing in this environment and are left out.')
param silentAlerts string[]

// Severity: 0 nothing works or data may be lost, 1 the budget burns fast: both page on-call.
//           2 today, 3 this week: a ticket.

// Google's multi-window, multi-burn-rate table for a 30-day budget, bent to Azure's limit: a log alert looks back two days at most,
// so "3 days at burn 1" becomes "1 day at burn 3", which is the same tenth of the budget. Windows in KQL's and in ARM's spelling.
var tiers = {
  fast: {
    longWindow: '1h'
    shortWindow: '5m'
    burn: '14.4'
    windowSize: 'PT1H'
    frequency: 'PT5M'
    severity: 1
    budget: '2 %'
  }
  slow: {
    longWindow: '6h'
    shortWindow: '30m'
    burn: '6.0'
    windowSize: 'PT6H'
    frequency: 'PT15M'
    severity: 1
    budget: '5 %'
  }
  day: {
    longWindow: '1d'
    shortWindow: '2h'
    burn: '3.0'
    windowSize: 'P1D'
    frequency: 'PT30M'
    severity: 3
    budget: '10 %'
  }
}

// The objectives (docs/operations/slos.md argues each). minimumTotal keeps one failure in a quiet hour from paging.
// pages: false makes every tier a ticket.
var objectives = [
  {
    name: 'api-availability'
    sli: loadTextContent('../monitoring/alerts/slo/api-availability.kql')
    objective: '0.999'
    minimumTotal: 100
    tiers: ['fast', 'slow', 'day']
    pages: true
    runbook: 'api.md#api-availability'
  }
  {
    name: 'api-latency'
    sli: loadTextContent('../monitoring/alerts/slo/api-latency.kql')
    objective: '0.99'
    minimumTotal: 100
    tiers: ['fast', 'slow', 'day']
    pages: true
    runbook: 'api.md#api-latency'
  }
  {
    name: 'end-to-end-latency'
    sli: loadTextContent('../monitoring/alerts/slo/end-to-end-latency.kql')
    objective: '0.99'
    minimumTotal: 1000
    tiers: ['fast', 'slow', 'day']
    pages: true
    runbook: 'delays.md#end-to-end-latency'
  }
  {
    name: 'freshness'
    sli: loadTextContent('../monitoring/alerts/slo/freshness.kql')
    objective: '0.995'
    // Of minutes; a fast burn needs 4.3 bad ones of 60.
    minimumTotal: 15
    tiers: ['fast', 'slow', 'day']
    pages: true
    runbook: 'delays.md#freshness'
  }
  {
    name: 'dead-letters'
    sli: loadTextContent('../monitoring/alerts/slo/dead-letters.kql')
    objective: '0.999'
    minimumTotal: 1000
    tiers: ['fast', 'slow', 'day']
    // As a rule an error of the publisher, and nothing is lost: the event is stored with its reason.
    pages: false
    runbook: 'dead-letters.md#dead-letters'
  }
  {
    name: 'batch-latency'
    sli: loadTextContent('../monitoring/alerts/slo/batch-latency.kql')
    objective: '0.95'
    minimumTotal: 100
    // At 95 % burn 14.4 would need 72 % slow batches: too late to be a warning.
    tiers: ['slow', 'day']
    pages: false
    runbook: 'delays.md#batch-latency'
  }
]

// Conditions that are not a ratio. Each query returns rows while the condition holds.
var conditions = [
  {
    name: 'events-stuck'
    description: 'Messages arrive and nothing is stored or dead-lettered.'
    query: loadTextContent('../monitoring/alerts/events-stuck.kql')
    windowSize: 'PT1H'
    frequency: 'PT5M'
    severity: 0
    runbook: 'events.md#events-stuck'
  }
  {
    name: 'api-unreachable'
    description: 'The availability test fails from at least two places.'
    query: loadTextContent('../monitoring/alerts/api-unreachable.kql')
    windowSize: 'PT10M'
    frequency: 'PT5M'
    severity: 0
    runbook: 'api.md#api-unreachable'
  }
  {
    name: 'events-unresolved'
    description: 'Events were received and are neither stored nor dead-lettered.'
    query: loadTextContent('../monitoring/alerts/events-unresolved.kql')
    windowSize: 'PT2H'
    frequency: 'PT10M'
    severity: 1
    runbook: 'events.md#events-unresolved'
  }
  {
    name: 'checkpoint-stalled'
    description: 'A partition has not moved for ten minutes.'
    query: loadTextContent('../monitoring/alerts/checkpoint-stalled.kql')
    windowSize: 'PT10M'
    frequency: 'PT5M'
    severity: 1
    runbook: 'events.md#checkpoint-stalled'
  }
  {
    name: 'breaker-open'
    description: 'The circuit breaker before ADX stays open.'
    query: loadTextContent('../monitoring/alerts/breaker-open.kql')
    windowSize: 'PT10M'
    frequency: 'PT5M'
    severity: 1
    runbook: 'kusto.md#breaker-open'
  }
  {
    name: 'retry-loop'
    description: 'More than half of the received events are retries.'
    query: loadTextContent('../monitoring/alerts/retry-loop.kql')
    windowSize: 'PT30M'
    frequency: 'PT10M'
    severity: 2
    runbook: 'events.md#retry-loop'
  }
  {
    name: 'errors-per-minute'
    description: 'More than ten errors in one minute.'
    query: loadTextContent('../monitoring/alerts/errors-per-minute.kql')
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'api.md#errors-per-minute'
  }
  {
    name: 'host-restarts'
    description: 'An instance restarts again and again.'
    query: loadTextContent('../monitoring/alerts/host-restarts.kql')
    windowSize: 'PT30M'
    frequency: 'PT10M'
    severity: 3
    runbook: 'functions.md#host-restarts'
  }
  {
    // The workspace ingests nothing until its next reset, so this rule is the last that can fire; events-not-read needs no logs.
    name: 'logs-capped'
    description: 'The workspace has reached its daily cap: the other log alerts are blind until the reset.'
    query: loadTextContent('../monitoring/alerts/logs-capped.kql')
    windowSize: 'P1D'
    frequency: 'PT15M'
    severity: 1
    runbook: 'platform.md#logs-capped'
  }
]

var eventHubs = { id: eventHubNamespaceId, type: 'Microsoft.EventHub/namespaces' }
var kusto = { id: clusterId, type: 'Microsoft.Kusto/clusters' }
var storage = { id: storageId, type: 'Microsoft.Storage/storageAccounts' }
var functions = { id: functionAppId, type: 'Microsoft.Web/sites' }

// 60 % of an instance's memory, in bytes.
var memoryLimit = instanceMemoryMB * 629146

// Platform metrics: causes, mostly, and therefore mostly tickets. Thresholds are those of Azure Monitor Baseline Alerts unless a comment
// states another source. An alert with several criteria fires while all of them hold.
var platformMetrics = [
  {
    // The severest case without a single log: it still fires when the workspace has reached its cap.
    name: 'events-not-read'
    target: eventHubs
    criteria: [
      { metric: 'IncomingMessages', aggregation: 'Total', operator: 'GreaterThan', threshold: '0' }
      { metric: 'OutgoingMessages', aggregation: 'Total', operator: 'LessThan', threshold: '1' }
    ]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 0
    runbook: 'events.md#events-not-read'
  }
  {
    name: 'event-hubs-throttled'
    target: eventHubs
    criteria: [{ metric: 'ThrottledRequests', aggregation: 'Total', operator: 'GreaterThan', threshold: '0' }]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'event-hubs.md#event-hubs-throttled'
  }
  {
    name: 'event-hubs-server-errors'
    target: eventHubs
    criteria: [{ metric: 'ServerErrors', aggregation: 'Total', operator: 'GreaterThan', threshold: '5' }]
    windowSize: 'PT5M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'event-hubs.md#event-hubs-server-errors'
  }
  {
    name: 'event-hubs-quota-exceeded'
    target: eventHubs
    criteria: [{ metric: 'QuotaExceededErrors', aggregation: 'Total', operator: 'GreaterThan', threshold: '0' }]
    windowSize: 'PT5M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'event-hubs.md#event-hubs-quota-exceeded'
  }
  {
    // Six hours without a flight event are not an airline's normal day.
    name: 'no-events'
    target: eventHubs
    criteria: [{ metric: 'IncomingMessages', aggregation: 'Total', operator: 'LessThan', threshold: '1' }]
    windowSize: 'PT6H'
    frequency: 'PT15M'
    severity: 2
    runbook: 'events.md#no-events'
  }
  {
    name: 'kusto-unavailable'
    target: kusto
    criteria: [{ metric: 'KeepAlive', aggregation: 'Average', operator: 'LessThan', threshold: '0.5' }]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 1
    runbook: 'kusto.md#kusto-unavailable'
  }
  {
    // Where optimized autoscale is expected to have acted already.
    name: 'kusto-cpu'
    target: kusto
    criteria: [{ metric: 'CPU', aggregation: 'Average', operator: 'GreaterThan', threshold: '60' }]
    windowSize: 'PT30M'
    frequency: 'PT5M'
    severity: 3
    runbook: 'kusto.md#kusto-cpu'
  }
  {
    // Flex Consumption scales by events, not by load: above the required 60 % more memory for each instance, or smaller batches, help.
    name: 'functions-cpu'
    target: functions
    criteria: [{ metric: 'CpuPercentage', aggregation: 'Average', operator: 'GreaterThan', threshold: '60' }]
    windowSize: 'PT30M'
    frequency: 'PT5M'
    severity: 3
    runbook: 'functions.md#functions-cpu'
  }
  {
    name: 'functions-memory'
    target: functions
    criteria: [
      { metric: 'MemoryWorkingSet', aggregation: 'Average', operator: 'GreaterThan', threshold: '${memoryLimit}' }
    ]
    windowSize: 'PT30M'
    frequency: 'PT5M'
    severity: 3
    runbook: 'functions.md#functions-memory'
  }
  {
    name: 'kusto-throttled-queries'
    target: kusto
    criteria: [
      { metric: 'TotalNumberOfThrottledQueries', aggregation: 'Maximum', operator: 'GreaterThan', threshold: '0' }
    ]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'kusto.md#kusto-throttled-queries'
  }
  {
    // Streaming requests as a share of what the cluster can take at a time (six a core).
    name: 'kusto-streaming-saturated'
    target: kusto
    criteria: [
      { metric: 'StreamingIngestUtilization', aggregation: 'Average', operator: 'GreaterThan', threshold: '80' }
    ]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'kusto.md#kusto-streaming-saturated'
  }
  {
    // An unhealthy Flights view returns old flights without an error.
    name: 'kusto-view-unhealthy'
    target: kusto
    criteria: [{ metric: 'MaterializedViewHealth', aggregation: 'Average', operator: 'LessThan', threshold: '1' }]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'kusto.md#kusto-view-unhealthy'
  }
  {
    name: 'storage-unavailable'
    target: storage
    criteria: [{ metric: 'Availability', aggregation: 'Average', operator: 'LessThan', threshold: '99' }]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 1
    runbook: 'platform.md#storage-unavailable'
  }
]

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
          '${slo.name}: the error budget of ${slo.objective} over 30 days burns ${tiers[tier].burn} times too fast'
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
    // The on-call tool routes by the severity in the payload: one group, so that no alert can be forgotten.
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
            // No query projects a timestamp, so one period is all that Azure allows; the windows are inside the queries.
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
          '${join(map(alert.criteria, criterion => criterion.metric), ', ')} of ${alert.target.type}.'
          'Runbook: ${runbookBaseUrl}/${alert.runbook}'
        ],
        ' '
      )
      severity: alert.severity
      enabled: true
      scopes: [alert.target.id]
      windowSize: alert.windowSize
      evaluationFrequency: alert.frequency
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: map(alert.criteria, criterion => {
          criterionType: 'StaticThresholdCriterion'
          name: criterion.metric
          metricNamespace: alert.target.type
          metricName: criterion.metric
          timeAggregation: criterion.aggregation
          operator: criterion.operator
          // A number that may have a fraction, which Bicep can only express in JSON.
          threshold: json(criterion.threshold)
          // A metric with dimensions is unknown to a resource that has had no traffic.
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

@description('Incidents of Azure itself: in the region, or of one of our resources. Rules out, or in, a cause outside of our code.')
resource azureHealth 'Microsoft.Insights/activityLogAlerts@2020-10-01' = [
  for category in ['ServiceHealth', 'ResourceHealth']: {
    name: '${workload}-${environmentName}-azure-${toLower(category)}'
    location: 'Global'
    tags: tags
    properties: {
      description: 'Azure reports ${category}. Runbook: ${runbookBaseUrl}/platform.md#azure-health'
      enabled: true
      // Service health belongs to the subscription, resource health to our group.
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

@description('The only signal when no request arrives because none can.')
resource availabilityTest 'Microsoft.Insights/webtests@2022-06-15' = {
  name: healthTestName
  location: location
  tags: union(tags, { 'hidden-link:${componentId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: healthTestName
    // The name of the results, by which the alert finds them.
    Name: healthTestName
    Enabled: true
    Kind: 'standard'
    Frequency: 300
    Timeout: 30
    RetryEnabled: true
    // Five places: two that fail at a time point to the API, not to the places.
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
    // The yearly panel reads the database, by the cluster's name and region: the host name without the domain.
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

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: 'budget-${workload}-${environmentName}'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: budgetStartDate }
    notifications: {
      actual80: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: alertEmails
      }
      forecast100: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: alertEmails
      }
    }
  }
}

output workbookId string = workbook.id
