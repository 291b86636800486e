metadata description = 'Parameter types that main.bicep and its modules share.'

@export()
@description('Tags of a resource, by name.')
type Tags = {
  *: string
}

@export()
@description('Throughput and retention of the event hub. Partitions cannot be changed later outside Premium and Dedicated.')
type EventHubsSize = {
  sku: 'Standard' | 'Premium'

  @description('Throughput units (Standard: 1 MB/s or 1,000 messages/s in, 2 MB/s out) or processing units (Premium).')
  @minValue(1)
  units: int

  @description('Maximum number of units for auto-inflate. Standard only; 0 disables auto-inflate.')
  @minValue(0)
  maximumUnits: int

  @minValue(1)
  partitions: int

  @description('Retention in hours, after which events that the function has not read are lost. Standard supports at most 168 hours.')
  @minValue(1)
  retentionHours: int

  @description('Whether every message is also archived in blob storage, as a backup in addition to retention and dead letters.')
  capture: bool
}

@export()
@description('Size of the Azure Data Explorer cluster. The schema sets the data retention, which is the same in all environments.')
type KustoSize = {
  skuName: string
  skuTier: 'Basic' | 'Standard'

  @minValue(1)
  instances: int

  @description('Maximum number of instances for optimized autoscale; a value equal to instances disables it. The Basic tier cannot scale.')
  @minValue(1)
  maximumInstances: int

  @description('Whether the cluster stops after days without use. Ingestion does not restart it, so disable this where events arrive.')
  autoStop: bool
}

@export()
@description('Size of the function app on Flex Consumption.')
type FunctionAppSize = {
  instanceMemoryMB: 512 | 2048 | 4096

  @minValue(40)
  @maxValue(1000)
  maximumInstances: int

  @description('Number of instances that always run the Event Hub trigger. Additional instances have a cold start.')
  @minValue(0)
  alwaysReadyIngestion: int

  @description('Number of instances that are always ready for HTTP requests.')
  @minValue(0)
  alwaysReadyHttp: int

  @description('Concurrent HTTP requests per instance before Flex Consumption adds an instance.')
  @minValue(1)
  @maxValue(1000)
  httpConcurrency: int
}

@export()
@description('Digests (SHA-256, hexadecimal) of function keys, by scope, from pipelines/scripts/consumer-key.sh. They are not secrets.')
type Consumers = {
  @description('Keys that grant reading flights.')
  readers: string[]

  @description('Keys that grant publishing events.')
  publishers: string[]

  @description('Keys that grant reading flights and managing dead letters.')
  operators: string[]
}

@export()
@description('A token issuer. See docs/decisions/0019-keys-and-tokens.md.')
type Entra = {
  @description('For example https://login.microsoftonline.com/<tenant>/v2.0; other clouds have a different login endpoint.')
  authority: string

  @description('Application (client) id of the API\'s app registration.')
  audience: string
}

@export()
@description('Limits on the requests that each key can send to one instance of the app.')
type RateLimit = {
  @description('Sustained rate; 0 for no limit.')
  @minValue(0)
  requestsPerSecond: int

  @description('Number of requests in a burst after a pause.')
  @minValue(1)
  burst: int
}
