metadata description = 'Alerts on platform metrics.'

// Platform metrics mostly show causes, so most of these alerts create tickets. Thresholds are from Azure Monitor Baseline Alerts unless a
// comment states another source. An alert with several criteria fires while all criteria are met. modules/monitoring.bicep contains the
// targets and replaces MEMORY_LIMIT.
@export()
var platformMetrics = [
  {
    // This alert, for the most severe case, does not depend on logs, so it also fires after the workspace has reached its cap.
    name: 'events-not-read'
    target: 'eventHubs'
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
    target: 'eventHubs'
    criteria: [{ metric: 'ThrottledRequests', aggregation: 'Total', operator: 'GreaterThan', threshold: '0' }]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'event-hubs.md#event-hubs-throttled'
  }
  {
    name: 'event-hubs-server-errors'
    target: 'eventHubs'
    criteria: [{ metric: 'ServerErrors', aggregation: 'Total', operator: 'GreaterThan', threshold: '5' }]
    windowSize: 'PT5M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'event-hubs.md#event-hubs-server-errors'
  }
  {
    name: 'event-hubs-quota-exceeded'
    target: 'eventHubs'
    criteria: [{ metric: 'QuotaExceededErrors', aggregation: 'Total', operator: 'GreaterThan', threshold: '0' }]
    windowSize: 'PT5M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'event-hubs.md#event-hubs-quota-exceeded'
  }
  {
    // Six hours without a flight event are not normal for an airline.
    name: 'no-events'
    target: 'eventHubs'
    criteria: [{ metric: 'IncomingMessages', aggregation: 'Total', operator: 'LessThan', threshold: '1' }]
    windowSize: 'PT6H'
    frequency: 'PT15M'
    severity: 2
    runbook: 'events.md#no-events'
  }
  {
    name: 'kusto-unavailable'
    target: 'kusto'
    criteria: [{ metric: 'KeepAlive', aggregation: 'Average', operator: 'LessThan', threshold: '0.5' }]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 1
    runbook: 'kusto.md#kusto-unavailable'
  }
  {
    // In prod, optimized autoscale should already have acted at this threshold.
    name: 'kusto-cpu'
    target: 'kusto'
    criteria: [{ metric: 'CPU', aggregation: 'Average', operator: 'GreaterThan', threshold: '60' }]
    windowSize: 'PT30M'
    frequency: 'PT5M'
    severity: 3
    runbook: 'kusto.md#kusto-cpu'
  }
  {
    // Flex Consumption scales by events, not by CPU load. If the load exceeds the required 60 %, more memory per instance or smaller
    // batches reduce the load.
    name: 'functions-cpu'
    target: 'functions'
    criteria: [{ metric: 'CpuPercentage', aggregation: 'Average', operator: 'GreaterThan', threshold: '60' }]
    windowSize: 'PT30M'
    frequency: 'PT5M'
    severity: 3
    runbook: 'functions.md#functions-cpu'
  }
  {
    name: 'functions-memory'
    target: 'functions'
    criteria: [
      { metric: 'MemoryWorkingSet', aggregation: 'Average', operator: 'GreaterThan', threshold: 'MEMORY_LIMIT' }
    ]
    windowSize: 'PT30M'
    frequency: 'PT5M'
    severity: 3
    runbook: 'functions.md#functions-memory'
  }
  {
    name: 'kusto-throttled-queries'
    target: 'kusto'
    criteria: [
      { metric: 'TotalNumberOfThrottledQueries', aggregation: 'Maximum', operator: 'GreaterThan', threshold: '0' }
    ]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'kusto.md#kusto-throttled-queries'
  }
  {
    // Streaming requests as a share of the cluster's limit on concurrent requests (six per core).
    name: 'kusto-streaming-saturated'
    target: 'kusto'
    criteria: [
      { metric: 'StreamingIngestUtilization', aggregation: 'Average', operator: 'GreaterThan', threshold: '80' }
    ]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'kusto.md#kusto-streaming-saturated'
  }
  {
    // While the view is unhealthy, flight queries become slower.
    name: 'kusto-view-unhealthy'
    target: 'kusto'
    criteria: [{ metric: 'MaterializedViewHealth', aggregation: 'Average', operator: 'LessThan', threshold: '1' }]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'kusto.md#kusto-view-unhealthy'
  }
  {
    name: 'storage-unavailable'
    target: 'storage'
    criteria: [{ metric: 'Availability', aggregation: 'Average', operator: 'LessThan', threshold: '99' }]
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 1
    runbook: 'platform.md#storage-unavailable'
  }
]
