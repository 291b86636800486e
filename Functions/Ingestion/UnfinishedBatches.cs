using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using LatamFunctions.Events;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Batches that failed in this process, one per partition at most, until they come again: what of them is settled is not done a second
/// time. Without it, one bad event while the dead-letter table is away would store the good ones beside it anew with each retry.
/// </summary>
public sealed class UnfinishedBatches
{
    private readonly ConcurrentDictionary<string, BatchInProgress> _batches = new();

    /// <summary>The work on these messages as it was left, or new work.</summary>
    internal BatchInProgress Take(string partitionId, EventData[] messages, DateTimeOffset now)
    {
        if (_batches.TryRemove(partitionId, out var unfinished))
        {
            if (unfinished.IsFor(messages))
                return unfinished;
            unfinished.Dispose();
        }

        return new BatchInProgress(messages, now);
    }

    /// <summary>Not for a partition that the host does not name: its batches could be taken for another's.</summary>
    internal void Keep(string partitionId, BatchInProgress batch)
    {
        if (partitionId == TriggerPartition.Unknown || !_batches.TryAdd(partitionId, batch))
            batch.Dispose();
    }
}

/// <summary>How far the work on some messages has come: all before <see cref="NextMessage"/> are read, and those of earlier rounds kept.</summary>
internal sealed class BatchInProgress(EventData[] messages, DateTimeOffset startedAt) : IDisposable
{
    private readonly (int Count, long First, long Last, DateTimeOffset EnqueuedAt) _identity = IdentityOf(messages);

    /// <summary>When the first attempt began: the time of ingestion of all its rows, whichever attempt stores them.</summary>
    public DateTimeOffset StartedAt { get; } = startedAt;

    public FlightEventBatch Batch { get; } = new();

    public int NextMessage { get; set; }

    /// <summary>Invocations that have worked on it, this one included.</summary>
    public int Attempts { get; set; }

    public int Events { get; set; }

    public int Stored { get; set; }

    public bool IsFor(EventData[] others) => IdentityOf(others) == _identity;

    public void Dispose() => Batch.Dispose();

    private static (int, long, long, DateTimeOffset) IdentityOf(EventData[] messages) => messages.Length == 0
        ? default
        : (messages.Length, messages[0].SequenceNumber, messages[^1].SequenceNumber, messages[^1].EnqueuedTime);
}
