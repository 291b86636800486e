metadata description = 'The shapes of parameters that main.bicep and its modules share.'

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

  @description('Where auto-inflate stops. Standard only; 0 turns auto-inflate off.')
  @minValue(0)
  maximumUnits: int

  @minValue(1)
  partitions: int

  @description('How long the function may be down before events are lost. Standard keeps at most 168 hours.')
  @minValue(1)
  retentionHours: int

  @description('Also archives every message to blob storage, as the last resort behind retention and dead letters.')
  capture: bool
}

@export()
@description('Size of the Azure Data Explorer cluster. How long data is kept is the schema\'s matter, the same everywhere.')
type KustoSize = {
  skuName: string
  skuTier: 'Basic' | 'Standard'

  @minValue(1)
  instances: int

  @description('Where optimized autoscale stops; equal to instances turns it off. The Basic tier cannot scale.')
  @minValue(1)
  maximumInstances: int

  @description('Stops the cluster after days without use. Never where events arrive: ingestion does not wake it.')
  autoStop: bool
}

@export()
@description('Size of the function app on Flex Consumption.')
type FunctionAppSize = {
  instanceMemoryMB: 512 | 2048 | 4096

  @minValue(40)
  @maxValue(1000)
  maximumInstances: int

  @description('Instances that always run the Event Hub trigger; each further one starts cold.')
  @minValue(0)
  alwaysReadyIngestion: int

  @description('Instances that always respond to HTTP requests.')
  @minValue(0)
  alwaysReadyHttp: int

  @description('HTTP requests that one instance handles at a time, before Flex adds an instance.')
  @minValue(1)
  @maxValue(1000)
  httpConcurrency: int
}

@export()
@description('Digests (SHA-256, hexadecimal) of function keys, by scope, from pipelines/scripts/consumer-key.sh. They are not secrets.')
type Consumers = {
  @description('Keys that open only what is for readers of flights.')
  readers: string[]

  @description('Keys that open only the publishing of events.')
  publishers: string[]

  @description('Keys that open reading and the dead letters.')
  operators: string[]
}

@export()
@description('A token issuer, as docs/decisions/0019-keys-and-tokens.md describes.')
type Entra = {
  @description('Like https://login.microsoftonline.com/<tenant>/v2.0, with environment().authentication.loginEndpoint in other clouds.')
  authority: string

  @description('Application (client) id of the registration of the API.')
  audience: string
}

@export()
@description('How many requests a key may send to one instance of the app.')
type RateLimit = {
  @description('In the long run; 0 for no limit.')
  @minValue(0)
  requestsPerSecond: int

  @description('Size of a burst after a pause.')
  @minValue(1)
  burst: int
}
