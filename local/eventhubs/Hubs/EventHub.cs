using LocalEventHubs.Errors;
using LocalEventHubs.Log;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Hubs;

/// <summary>A named set of partitions with consumer groups.</summary>
public sealed class EventHub
{
    private readonly IReadOnlyDictionary<string, ConsumerGroup> _consumerGroups;
    private readonly int _maxMessageSize;
    private int _lastPartition = -1;

    internal EventHub(
        string name,
        DateTimeOffset createdAt,
        IReadOnlyList<Partition> partitions,
        IEnumerable<ConsumerGroup> consumerGroups,
        int maxMessageSize)
    {
        Name = name;
        CreatedAt = createdAt;
        Partitions = partitions;
        _consumerGroups = consumerGroups.ToDictionary(group => group.Name, StringComparer.OrdinalIgnoreCase);
        _maxMessageSize = maxMessageSize;
    }

    public string Name { get; }

    public DateTimeOffset CreatedAt { get; }

    public IReadOnlyList<Partition> Partitions { get; }

    public IEnumerable<ConsumerGroup> ConsumerGroups => _consumerGroups.Values;

    /// <exception cref="EventHubsException">The consumer group does not exist.</exception>
    public ConsumerGroup GetConsumerGroup(string name) =>
        _consumerGroups.GetValueOrDefault(name)
        ?? throw new EventHubsException(
            EventHubsErrorReason.NotFound,
            $"The messaging entity '{name}' could not be found: the event hub '{Name}' has no such consumer group. "
            + $"The consumer groups are: {string.Join(", ", _consumerGroups.Keys)}.");

    /// <exception cref="EventHubsException">The partition does not exist.</exception>
    public Partition GetPartition(string id) =>
        Partitions.FirstOrDefault(partition => partition.Id == id)
        ?? throw new EventHubsException(
            EventHubsErrorReason.PartitionNotFound,
            $"The specified partition '{id}' is invalid for the event hub '{Name}'. The id must be between 0 and {Partitions.Count - 1}.");

    /// <summary>
    /// Stores events atomically and consecutively in one partition: <paramref name="partitionId"/>, or the partition for <paramref
    /// name="partitionKey"/>, or, if both are <c>null</c>, the next partition in rotation. The events are on disk when the task completes.
    /// </summary>
    /// <param name="cancellationToken">A token to cancel the send before the write begins.</param>
    /// <exception cref="EventHubsException">
    /// The partition does not exist, the send is too large, or a property cannot be stored.
    /// </exception>
    /// <exception cref="IOException">The disk failed, and nothing was stored.</exception>
    public async ValueTask SendAsync(
        IReadOnlyList<EventToSend> events,
        string? partitionKey = null,
        string? partitionId = null,
        CancellationToken cancellationToken = default)
    {
        if (events.Count == 0)
            return;

        var size = events.Sum(@event => (long)@event.Body.Length);
        if (size > _maxMessageSize)
            throw TooLarge(size);

        var batch = new BatchBuilder((int)size + (64 * events.Count));
        try
        {
            foreach (var @event in events)
                batch.Add(@event);
        }
        catch
        {
            batch.Dispose();
            throw;
        }

        await SendAsync(batch, partitionKey, partitionId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores a batch and takes ownership of its buffer.</summary>
    internal Task SendAsync(BatchBuilder batch, string? partitionKey, string? partitionId, CancellationToken cancellationToken)
    {
        try
        {
            if (partitionKey is not null)
                batch.SetPartitionKey(partitionKey);
            if (batch.MessageSize > _maxMessageSize)
                throw TooLarge(batch.MessageSize);

            cancellationToken.ThrowIfCancellationRequested();
            return ChoosePartition(partitionKey, partitionId).Log.AppendAsync(batch);
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private Partition ChoosePartition(string? partitionKey, string? partitionId)
    {
        if (partitionId is not null)
            return GetPartition(partitionId);
        if (partitionKey is not null)
            return Partitions[PartitionKeyHash.Partition(partitionKey, Partitions.Count)];
        return Partitions[(int)((uint)Interlocked.Increment(ref _lastPartition) % Partitions.Count)];
    }

    private EventHubsException TooLarge(long size) =>
        new(EventHubsErrorReason.MessageSizeExceeded,
            $"The received message (size:{size} bytes) exceeds the limit ({_maxMessageSize} bytes) currently allowed. "
            + "Send fewer or smaller events at a time.");
}
