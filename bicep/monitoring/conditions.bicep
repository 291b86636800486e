metadata description = 'Log alerts on conditions that are not a ratio.'

// Each query returns rows while its condition is true.
@export()
var conditions = [
  {
    name: 'events-stuck'
    description: 'Messages arrive, but no event is stored or dead-lettered.'
    query: loadTextContent('alerts/events-stuck.kql')
    windowSize: 'PT1H'
    frequency: 'PT5M'
    severity: 0
    runbook: 'events.md#events-stuck'
  }
  {
    name: 'api-unreachable'
    description: 'The availability test fails from at least two locations.'
    query: loadTextContent('alerts/api-unreachable.kql')
    windowSize: 'PT10M'
    frequency: 'PT5M'
    severity: 0
    runbook: 'api.md#api-unreachable'
  }
  {
    name: 'events-unresolved'
    description: 'Received events are neither stored nor dead-lettered.'
    query: loadTextContent('alerts/events-unresolved.kql')
    windowSize: 'PT2H'
    frequency: 'PT10M'
    severity: 1
    runbook: 'events.md#events-unresolved'
  }
  {
    name: 'checkpoint-stalled'
    description: 'The checkpoint of a partition has not moved for ten minutes.'
    query: loadTextContent('alerts/checkpoint-stalled.kql')
    windowSize: 'PT10M'
    frequency: 'PT5M'
    severity: 1
    runbook: 'events.md#checkpoint-stalled'
  }
  {
    name: 'breaker-open'
    description: 'The circuit breaker for ingestion into ADX remains open.'
    query: loadTextContent('alerts/breaker-open.kql')
    windowSize: 'PT10M'
    frequency: 'PT5M'
    severity: 1
    runbook: 'kusto.md#breaker-open'
  }
  {
    name: 'retry-loop'
    description: 'The number of retried events is more than half of the number of received events.'
    query: loadTextContent('alerts/retry-loop.kql')
    windowSize: 'PT30M'
    frequency: 'PT10M'
    severity: 2
    runbook: 'events.md#retry-loop'
  }
  {
    name: 'errors-per-minute'
    description: 'More than ten errors in one minute.'
    query: loadTextContent('alerts/errors-per-minute.kql')
    windowSize: 'PT15M'
    frequency: 'PT5M'
    severity: 2
    runbook: 'api.md#errors-per-minute'
  }
  {
    name: 'host-restarts'
    description: 'An instance restarts repeatedly.'
    query: loadTextContent('alerts/host-restarts.kql')
    windowSize: 'PT30M'
    frequency: 'PT10M'
    severity: 3
    runbook: 'functions.md#host-restarts'
  }
  {
    // The workspace ingests nothing until the cap is reset, so no other log alert fires. events-not-read does not depend on logs.
    name: 'logs-capped'
    description: 'The workspace has reached its daily cap. The other log alerts do not work until the reset.'
    query: loadTextContent('alerts/logs-capped.kql')
    windowSize: 'P1D'
    frequency: 'PT15M'
    severity: 1
    runbook: 'platform.md#logs-capped'
  }
]
