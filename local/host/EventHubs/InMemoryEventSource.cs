using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;

namespace LocalFunctions.Host.EventHubs;

/// <summary>Event hubs in memory, for tests. Every requested event hub and consumer group exists.</summary>
/// <param name="partitionCount">The number of partitions per event hub, at least 1.</param>
/// <param name="time">The clock for enqueued times.</param>
public sealed class InMemoryEventSource(int partitionCount = 1, TimeProvider? time = null) : IEventSource
{
    private readonly ConcurrentDictionary<string, InMemoryPartition[]> _hubs = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<(string Hub, string Group, string Partition), Checkpoint> _checkpoints = new();

    /// <summary>
    /// Publishes events to one partition as one batch. The events are encoded as AMQP messages, and the caller's objects are not modified.
    /// </summary>
    /// <param name="events">The events, with body, properties and message properties.</param>
    /// <param name="partitionKey">The partition key, or <c>null</c> for the first partition.</param>
    public void Publish(string eventHubName, IEnumerable<EventData> events, string? partitionKey = null)
    {
        var partitions = Partitions(eventHubName);
        var hash = partitionKey is null ? 0 : (uint)string.GetHashCode(partitionKey, StringComparison.Ordinal);
        partitions[hash % (uint)partitions.Length].Append(events, partitionKey);
    }

    /// <summary>
    /// Returns the checkpoint of a consumer group in a partition, or <c>null</c> if the host has not written a checkpoint.
    /// </summary>
    public Checkpoint? GetCheckpoint(string eventHubName, string consumerGroup = "$Default", string partitionId = "0") =>
        _checkpoints.TryGetValue((eventHubName, consumerGroup, partitionId), out var checkpoint) ? checkpoint : null;

    ValueTask<IEventHub> IEventSource.OpenAsync(
        string connection, string eventHubName, string consumerGroup, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IEventHub>(new Hub(Partitions(eventHubName).Select(partition =>
            new Reader(partition, (eventHubName, consumerGroup, partition.Id), _checkpoints))));

    private InMemoryPartition[] Partitions(string eventHubName) => _hubs.GetOrAdd(
        eventHubName,
        _ => [.. Enumerable.Range(0, partitionCount).Select(index => new InMemoryPartition(index, time ?? TimeProvider.System))]);

    private sealed class Hub(IEnumerable<IEventPartition> partitions) : IEventHub
    {
        public string FullyQualifiedNamespace => "localhost";

        public IReadOnlyList<IEventPartition> Partitions { get; } = [.. partitions];
    }

    private sealed class Reader(
        InMemoryPartition partition,
        (string Hub, string Group, string Partition) key,
        ConcurrentDictionary<(string Hub, string Group, string Partition), Checkpoint> checkpoints) : IEventPartition
    {
        public string Id => partition.Id;

        public long FirstSequenceNumber => partition.FirstSequenceNumber;

        public long NextSequenceNumber => partition.NextSequenceNumber;

        public ValueTask<EventBatch> ReadAsync(long fromSequenceNumber, int maxCount, CancellationToken cancellationToken) =>
            partition.ReadAsync(fromSequenceNumber, maxCount, cancellationToken);

        public ValueTask<Checkpoint?> ReadCheckpointAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<Checkpoint?>(checkpoints.TryGetValue(key, out var checkpoint) ? checkpoint : null);

        public ValueTask WriteCheckpointAsync(Checkpoint checkpoint, CancellationToken cancellationToken)
        {
            checkpoints[key] = checkpoint;
            return ValueTask.CompletedTask;
        }
    }
}
