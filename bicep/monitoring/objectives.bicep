metadata description = 'The objectives with the queries of their indicators, and the burn rates at which the alerts fire.'

// Google's multi-window, multi-burn-rate table for a 30-day budget, adapted to Azure, where a log alert looks back at most two days: "3
// days at burn 1" becomes "1 day at burn 3", which spends the same tenth of the budget. Each window is specified in the formats of KQL and
// of ARM.
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

// docs/operations/slos.md gives the reason for each objective. minimumTotal prevents a page for one failure in a quiet hour. If pages is
// false, all tiers create tickets.
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
    // The total counts minutes. A fast burn requires 4.3 bad minutes in 60.
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
    // The cause is usually the publisher, and nothing is lost, because the event is stored with the reason.
    pages: false
    runbook: 'dead-letters.md#dead-letters'
  }
  {
    name: 'batch-latency'
    sli: loadTextContent('alerts/slo/batch-latency.kql')
    objective: '0.95'
    minimumTotal: 100
    // At 95 %, a burn rate of 14.4 would require 72 % slow batches, which is too late for a warning.
    tiers: ['slow', 'day']
    pages: false
    runbook: 'delays.md#batch-latency'
  }
]
