namespace LocalFunctions.Host.EventHubs;

/// <summary>A partition of an event hub, and the checkpoint of one consumer group in it. It is used by one reader at a time.</summary>
public interface IEventPartition
{
    /// <summary>The partition's identifier: "0".</summary>
    string Id { get; }

    /// <summary>The sequence number of the oldest event that can be read; <see cref="NextSequenceNumber"/> if there is none.</summary>
    long FirstSequenceNumber { get; }

    /// <summary>The sequence number that the next event will get.</summary>
    long NextSequenceNumber { get; }

    /// <summary>Reads events in order; waits until there is at least one.</summary>
    /// <param name="fromSequenceNumber">The first event's. If it has expired, reading starts with the oldest one.</param>
    /// <param name="maxCount">The maximum number of events of the batch, from 1.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A batch of at least one event. The caller disposes of it.</returns>
    ValueTask<EventBatch> ReadAsync(long fromSequenceNumber, int maxCount, CancellationToken cancellationToken);

    /// <summary>The consumer group's checkpoint: the last processed event; null without one.</summary>
    ValueTask<Checkpoint?> ReadCheckpointAsync(CancellationToken cancellationToken);

    /// <summary>Stores the checkpoint durably.</summary>
    ValueTask WriteCheckpointAsync(Checkpoint checkpoint, CancellationToken cancellationToken);
}
