metadata description = 'The objectives, each with the query of its indicator, and the burn rates at which their alerts fire.'

// Google's multi-window, multi-burn-rate table for a 30-day budget, bent to Azure's limit: a log alert looks back two days at most,
// so "3 days at burn 1" becomes "1 day at burn 3", which is the same tenth of the budget. Windows in KQL's and in ARM's spelling.
@export()
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
@export()
var objectives = [
  {
    name: 'api-availability'
    sli: loadTextContent('alerts/slo/api-availability.kql')
    objective: '0.999'
    minimumTotal: 100
    tiers: ['fast', 'slow', 'day']
    pages: true
    runbook: 'api.md#api-availability'
  }
  {
    name: 'api-latency'
    sli: loadTextContent('alerts/slo/api-latency.kql')
    objective: '0.99'
    minimumTotal: 100
    tiers: ['fast', 'slow', 'day']
    pages: true
    runbook: 'api.md#api-latency'
  }
  {
    name: 'end-to-end-latency'
    sli: loadTextContent('alerts/slo/end-to-end-latency.kql')
    objective: '0.99'
    minimumTotal: 1000
    tiers: ['fast', 'slow', 'day']
    pages: true
    runbook: 'delays.md#end-to-end-latency'
  }
  {
    name: 'freshness'
    sli: loadTextContent('alerts/slo/freshness.kql')
    objective: '0.995'
    // Of minutes; a fast burn needs 4.3 bad ones of 60.
    minimumTotal: 15
    tiers: ['fast', 'slow', 'day']
    pages: true
    runbook: 'delays.md#freshness'
  }
  {
    name: 'dead-letters'
    sli: loadTextContent('alerts/slo/dead-letters.kql')
    objective: '0.999'
    minimumTotal: 1000
    tiers: ['fast', 'slow', 'day']
    // As a rule an error of the publisher, and nothing is lost: the event is stored with its reason.
    pages: false
    runbook: 'dead-letters.md#dead-letters'
  }
  {
    name: 'batch-latency'
    sli: loadTextContent('alerts/slo/batch-latency.kql')
    objective: '0.95'
    minimumTotal: 100
    // At 95 % burn 14.4 would need 72 % slow batches: too late to be a warning.
    tiers: ['slow', 'day']
    pages: false
    runbook: 'delays.md#batch-latency'
  }
]
