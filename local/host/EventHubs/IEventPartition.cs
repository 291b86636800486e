namespace LocalFunctions.Host.EventHubs;

/// <summary>A partition of an event hub with the checkpoint of one consumer group. Only one reader uses an instance at a time.</summary>
public interface IEventPartition
{
    /// <summary>The partition's identifier, such as <c>0</c>.</summary>
    string Id { get; }

    /// <summary>The sequence number of the oldest available event, or <see cref="NextSequenceNumber"/> if the partition is empty.</summary>
    long FirstSequenceNumber { get; }

    /// <summary>The sequence number of the next event to be enqueued.</summary>
    long NextSequenceNumber { get; }

    /// <summary>Reads events in order, and waits until at least one event is available.</summary>
    /// <param name="fromSequenceNumber">
    /// The sequence number of the first event to read. If this event has expired, reading starts with the oldest event.
    /// </param>
    /// <param name="maxCount">The maximum number of events in the batch, at least 1.</param>
    /// <param name="cancellationToken">A token to cancel the read.</param>
    /// <returns>A batch with at least one event. The caller must dispose of the batch.</returns>
    ValueTask<EventBatch> ReadAsync(long fromSequenceNumber, int maxCount, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the consumer group's checkpoint, which is the last processed event, or <c>null</c> if the group has no checkpoint.
    /// </summary>
    ValueTask<Checkpoint?> ReadCheckpointAsync(CancellationToken cancellationToken);

    /// <summary>Stores the checkpoint durably.</summary>
    ValueTask WriteCheckpointAsync(Checkpoint checkpoint, CancellationToken cancellationToken);
}
