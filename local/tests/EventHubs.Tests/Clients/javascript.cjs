// Tests the broker with the official JavaScript SDK. Arguments: connection string, hub, node_modules folder.
const [connectionString, hub, modules] = process.argv.slice(2);
const { createRequire } = require("node:module");
const { EventHubProducerClient, EventHubBufferedProducerClient, EventHubConsumerClient, earliestEventPosition } =
  createRequire(modules + "/")("@azure/event-hubs");
const retryOptions = { maxRetries: 0, timeoutInMs: 20000 };
const results = {};

async function receive(partition, count, options) {
  const consumer = new EventHubConsumerClient("$Default", connectionString, hub, { retryOptions });
  const events = [];
  await new Promise((resolve, reject) => {
    const subscription = consumer.subscribe(partition, {
      processEvents: async (batch) => {
        events.push(...batch);
        if (events.length >= count) resolve();
      },
      processError: async (error) => reject(error),
    }, { startPosition: earliestEventPosition, maxBatchSize: 50, maxWaitTimeInSeconds: 1, ...options });
    void subscription;
  }).finally(() => consumer.close());
  return events;
}

async function main() {
  const producer = new EventHubProducerClient(connectionString, hub, { retryOptions });
  results.partitions = await producer.getPartitionIds();
  const batch = await producer.createBatch({ partitionId: "1" });
  results.maxSize = batch.maxSizeInBytes;
  for (let i = 0; i < 100; i++) batch.tryAdd({ body: { n: i }, properties: { i }, messageId: `m-${i}`, contentType: "application/json" });
  await producer.sendBatch(batch);
  await producer.sendBatch([{ body: Buffer.from("bytes") }], { partitionKey: "mykey" });
  const properties = await producer.getPartitionProperties("1");
  results.last = properties.lastEnqueuedSequenceNumber;
  try {
    await producer.sendBatch([{ body: "x".repeat(1024 * 1024) }]);
  } catch (error) {
    results.tooLarge = error.code;
  }
  await producer.close();

  const buffered = new EventHubBufferedProducerClient(connectionString, hub, {
    retryOptions, onSendEventsErrorHandler: async ({ error }) => { results.bufferedError = String(error); },
  });
  for (let i = 0; i < 10; i++) await buffered.enqueueEvent({ body: i }, { partitionKey: "alphabet" });
  await buffered.close();

  const received = await receive("1", 100);
  results.received = received.map((event) => event.body.n);
  results.messageId = received[7].systemProperties?.messageId ?? received[7].messageId;
  const keyed = await receive("3", 1);
  results.key = keyed[0].partitionKey;
  results.bytes = keyed[0].body.toString();
  results.buffered = (await receive("2", 10)).length;

  const unknown = new EventHubProducerClient(connectionString, "nope", { retryOptions });
  await unknown.getPartitionIds().catch((error) => { results.unknown = error.code; });
  await unknown.close();
}

main().then(() => console.log(JSON.stringify(results)), (error) => { console.error(error); process.exitCode = 1; });
