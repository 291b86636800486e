using System.Collections.Concurrent;
using LocalEventHubs;
using LocalEventHubs.Errors;
using LocalEventHubs.Hubs;
using LocalFunctions.Host.Errors;
using LocalFunctions.Host.EventHubs;
using BrokerCheckpoint = LocalEventHubs.Storage.Checkpoint;
using HostCheckpoint = LocalFunctions.Host.EventHubs.Checkpoint;

namespace LocalStack.EventHubs;

/// <summary>
/// The in-process event source that reads the broker's log for the Functions host. Events are not encoded again between the log and the
/// worker, and the broker's consumer groups store the checkpoints. The source also counts waiting events from the positions of its readers,
/// which are more current than checkpoints.
/// </summary>
internal sealed class BrokerEventSource(EventHubBroker broker) : IEventSource
{
    private readonly ConcurrentDictionary<(Partition Partition, string Group), long> _next = new();

    /// <summary>Returns the number of events in a partition that a consumer group has not completed.</summary>
    public long EventsWaiting(Partition partition, ConsumerGroup group) => _next.TryGetValue((partition, group.Name), out var next)
        ? Math.Min(partition.LastSequenceNumber + 1 - next, group.EventsWaiting(partition))
        : group.EventsWaiting(partition);

    public ValueTask<IEventHub> OpenAsync(string connection, string eventHubName, string consumerGroup, CancellationToken cancellationToken)
    {
        try
        {
            var hub = broker.GetHub(eventHubName);
            return new ValueTask<IEventHub>(new Hub(this, broker.Endpoint.Host, hub, hub.GetConsumerGroup(consumerGroup)));
        }
        catch (EventHubsException e)
        {
            throw new FunctionsHostException(e.Message, e);
        }
    }

    private sealed class Hub(BrokerEventSource source, string @namespace, EventHub hub, ConsumerGroup group) : IEventHub
    {
        public string FullyQualifiedNamespace => @namespace;

        public IReadOnlyList<IEventPartition> Partitions { get; } =
            [.. hub.Partitions.Select(partition => new HubPartition(source, partition, group))];
    }

    private sealed class HubPartition(BrokerEventSource source, Partition partition, ConsumerGroup group) : IEventPartition
    {
        public string Id => partition.Id;

        public long FirstSequenceNumber => partition.FirstSequenceNumber;

        public long NextSequenceNumber => partition.LastSequenceNumber + 1;

        public async ValueTask<EventBatch> ReadAsync(long fromSequenceNumber, int maxCount, CancellationToken cancellationToken)
        {
            source._next[(partition, group.Name)] = fromSequenceNumber;
            var stored = await partition.ReadAsync(fromSequenceNumber, maxCount, cancellationToken).ConfigureAwait(false);
            var events = new ReceivedEvent[stored.Count];
            for (var i = 0; i < events.Length; i++)
            {
                var one = stored[i];
                events[i] = new ReceivedEvent(one.SequenceNumber, one.Offset, one.EnqueuedTime, one.PartitionKey, default, one.ToMessage());
            }

            return new EventBatch(events);
        }

        public ValueTask<HostCheckpoint?> ReadCheckpointAsync(CancellationToken cancellationToken) => new(
            group.GetCheckpoint(partition.Id) is { } checkpoint ? new HostCheckpoint(checkpoint.Offset, checkpoint.SequenceNumber) : null);

        public ValueTask WriteCheckpointAsync(HostCheckpoint checkpoint, CancellationToken cancellationToken) =>
            group.UpdateCheckpointAsync(
                partition.Id, new BrokerCheckpoint(checkpoint.Offset, checkpoint.SequenceNumber), cancellationToken);
    }
}
