using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;

namespace LocalEventHubs.Tests;

/// <summary>Tests the broker with the SDK's event processor, which the Event Hubs trigger also uses.</summary>
internal sealed class ProcessorTests : AmqpTestBase
{
    [Test]
    public async Task A_processor_receives_each_event_once_and_resumes_at_its_checkpoints()
    {
        var store = new MemoryCheckpointStore();
        for (var partition = 0; partition < 4; partition++)
            await SendAsync($"{partition}", [.. Enumerable.Range(0, 50).Select(i => $"{partition}:{i}")]);
        var before = await ProcessAsync(store, 200);

        for (var partition = 0; partition < 4; partition++)
            await SendAsync($"{partition}", [.. Enumerable.Range(50, 25).Select(i => $"{partition}:{i}")]);
        var after = await ProcessAsync(store, 100);

        Assert.That(before, Is.EquivalentTo(Expected(0, 50)));
        Assert.That(after, Is.EquivalentTo(Expected(50, 25)), "no event is processed again");

        static IEnumerable<string> Expected(int first, int count) =>
            from partition in Enumerable.Range(0, 4) from i in Enumerable.Range(first, count) select $"{partition}:{i}";
    }

    private async Task<IReadOnlyCollection<string>> ProcessAsync(CheckpointStore store, int count)
    {
        var processor = new CollectingProcessor(store, Broker.ConnectionString, Hub, count);
        await processor.StartProcessingAsync();
        await processor.Done.WaitAsync(TimeSpan.FromSeconds(60));
        await processor.StopProcessingAsync();
        return processor.Bodies;
    }

    private sealed class CollectingProcessor(CheckpointStore store, string connectionString, string hub, int count)
        : PluggableCheckpointStoreEventProcessor<EventProcessorPartition>(
            store, 100, "$Default", connectionString, hub,
            new EventProcessorOptions
            {
                LoadBalancingStrategy = LoadBalancingStrategy.Greedy,
                LoadBalancingUpdateInterval = TimeSpan.FromMilliseconds(200),
                DefaultStartingPosition = Azure.Messaging.EventHubs.Consumer.EventPosition.Earliest,
            })
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Bodies { get; } = [];

        public Task Done => _done.Task;

        protected override async Task OnProcessingEventBatchAsync(
            IEnumerable<EventData> events, EventProcessorPartition partition, CancellationToken cancellationToken)
        {
            var batch = events.ToList();
            foreach (var @event in batch)
                Bodies.Enqueue(@event.EventBody.ToString());
            if (batch.Count > 0)
            {
                var last = batch[^1];
                await UpdateCheckpointAsync(
                    partition.PartitionId, new CheckpointPosition(last.OffsetString, last.SequenceNumber), cancellationToken);
            }

            if (Bodies.Count >= count)
                _done.TrySetResult();
        }

        protected override Task OnProcessingErrorAsync(
            Exception exception, EventProcessorPartition partition, string operationDescription, CancellationToken cancellationToken)
        {
            _done.TrySetException(exception);
            return Task.CompletedTask;
        }
    }

    private sealed class MemoryCheckpointStore : CheckpointStore
    {
        private readonly ConcurrentDictionary<string, EventProcessorPartitionOwnership> _owners = new();
        private readonly ConcurrentDictionary<string, EventProcessorCheckpoint> _checkpoints = new();

        public override Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(
            string fullyQualifiedNamespace, string eventHubName, string consumerGroup, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>([.. _owners.Values]);

        public override Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
            IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken)
        {
            var claimed = desiredOwnership.ToList();
            foreach (var ownership in claimed)
            {
                ownership.LastModifiedTime = DateTimeOffset.UtcNow;
                ownership.Version = Guid.NewGuid().ToString();
                _owners[ownership.PartitionId] = ownership;
            }

            return Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>(claimed);
        }

        public override Task<EventProcessorCheckpoint?> GetCheckpointAsync(
            string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId,
            CancellationToken cancellationToken) =>
            Task.FromResult(_checkpoints.GetValueOrDefault(partitionId));

        public override Task UpdateCheckpointAsync(
            string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, string clientIdentifier,
            CheckpointPosition checkpointStartingPosition, CancellationToken cancellationToken)
        {
            _checkpoints[partitionId] = new EventProcessorCheckpoint
            {
                FullyQualifiedNamespace = fullyQualifiedNamespace,
                EventHubName = eventHubName,
                ConsumerGroup = consumerGroup,
                PartitionId = partitionId,
                ClientIdentifier = clientIdentifier,
                StartingPosition = Azure.Messaging.EventHubs.Consumer.EventPosition.FromOffset(
                    checkpointStartingPosition.OffsetString, isInclusive: false),
            };
            return Task.CompletedTask;
        }
    }
}
