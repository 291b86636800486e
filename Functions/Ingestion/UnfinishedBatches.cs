using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using LatamFunctions.Events;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Retains batches that failed in this process, at most one per partition, until the host retries them. A retry does not process the
/// completed rows of a batch again. Without this class, each retry would store the batch's valid events again, for example when a batch has
/// an invalid event while the dead-letter table is unavailable.
/// </summary>
public sealed class UnfinishedBatches(TimeProvider time)
{
    /// <summary>
    /// The maximum age of a retained batch. The host retries within 15 seconds, so the partition of an older batch belongs to another
    /// instance. The memory of older batches is released when a batch of any partition arrives.
    /// </summary>
    internal static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Suspended> _batches = new();

    /// <summary>Returns the unfinished batch with these messages, or a new batch.</summary>
    internal BatchInProgress Resume(string partitionId, EventData[] messages, DateTimeOffset now)
    {
        ReleaseAbandoned();
        if (_batches.TryRemove(partitionId, out var suspended))
        {
            if (suspended.Batch.IsFor(messages))
                return suspended.Batch;
            suspended.Batch.Dispose();
        }

        return new BatchInProgress(messages, now);
    }

    /// <summary>
    /// Retains a failed batch. If the partition is unknown, the batch is disposed of, because it could be mistaken for a batch of another
    /// partition.
    /// </summary>
    internal void Suspend(string partitionId, BatchInProgress batch)
    {
        if (partitionId == PartitionBindingData.Unknown || !_batches.TryAdd(partitionId, new Suspended(batch, time.GetTimestamp())))
            batch.Dispose();
    }

    private void ReleaseAbandoned()
    {
        foreach (var entry in _batches)
            if (time.GetElapsedTime(entry.Value.Since) > MaxAge && _batches.TryRemove(entry))
                entry.Value.Batch.Dispose();
    }

    /// <param name="Batch">The batch that failed.</param>
    /// <param name="Since">The time of the failure, as a timestamp.</param>
    private readonly record struct Suspended(BatchInProgress Batch, long Since);
}

/// <summary>
/// The progress in ingesting a batch. All messages before <see cref="NextMessage"/> have been read, and the messages of earlier rounds are
/// completed.
/// </summary>
internal sealed class BatchInProgress(EventData[] messages, DateTimeOffset startedAt) : IDisposable
{
    private readonly (int Count, long First, long Last, DateTimeOffset EnqueuedAt) _identity = IdentityOf(messages);

    /// <summary>
    /// The start of the first attempt, which is the provisional ingestion time of the rows. Each request that stores rows replaces this
    /// time in these rows.
    /// </summary>
    public DateTimeOffset StartedAt { get; } = startedAt;

    public FlightEventBatch Batch { get; } = new();

    public int NextMessage { get; set; }

    /// <summary>The number of events in each message before <see cref="NextMessage"/>, in message order.</summary>
    public int[] EventsOf { get; } = new int[messages.Length];

    /// <summary>The number of invocations that have processed the batch, including the current invocation.</summary>
    public int Attempts { get; set; }

    public int Events { get; set; }

    public int Stored { get; set; }

    public bool IsFor(EventData[] others) => IdentityOf(others) == _identity;

    public void Dispose() => Batch.Dispose();

    private static (int, long, long, DateTimeOffset) IdentityOf(EventData[] messages) => messages.Length == 0
        ? default
        : (messages.Length, messages[0].SequenceNumber, messages[^1].SequenceNumber, messages[^1].EnqueuedTime);
}
