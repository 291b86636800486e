using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using LatamFunctions.Events;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Batches that failed in this process, at most one for each partition, until the host retries them: the completed rows of a batch are not
/// processed a second time. Otherwise one invalid event while the dead-letter table is unavailable would cause the batch's valid events to
/// be stored again with each retry.
/// </summary>
public sealed class UnfinishedBatches(TimeProvider time)
{
    /// <summary>
    /// A batch that is older belongs to a partition that another instance has taken over: the host retries within 15 seconds, and an
    /// invocation ends within its timeout. Its memory is released when a batch of any partition arrives.
    /// </summary>
    internal static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Suspended> _batches = new();

    /// <summary>The unfinished work on these messages, or new work.</summary>
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

    /// <summary>Disposes of a batch whose partition the host does not name: it could be mistaken for another partition's.</summary>
    internal void Suspend(string partitionId, BatchInProgress batch)
    {
        if (partitionId == TriggerPartition.Unknown || !_batches.TryAdd(partitionId, new Suspended(batch, time.GetTimestamp())))
            batch.Dispose();
    }

    private void ReleaseAbandoned()
    {
        foreach (var entry in _batches)
            if (time.GetElapsedTime(entry.Value.Since) > MaxAge && _batches.TryRemove(entry))
                entry.Value.Batch.Dispose();
    }

    /// <param name="Batch">The batch that failed.</param>
    /// <param name="Since">The time of the failure, as a timestamp of the clock.</param>
    private readonly record struct Suspended(BatchInProgress Batch, long Since);
}

/// <summary>
/// The progress of the work on some messages: all before <see cref="NextMessage"/> are read, and those of earlier rounds completed.
/// </summary>
internal sealed class BatchInProgress(EventData[] messages, DateTimeOffset startedAt) : IDisposable
{
    private readonly (int Count, long First, long Last, DateTimeOffset EnqueuedAt) _identity = IdentityOf(messages);

    /// <summary>
    /// The time at which the first attempt started. Each request that stores rows replaces it as their time of ingestion.
    /// </summary>
    public DateTimeOffset StartedAt { get; } = startedAt;

    public FlightEventBatch Batch { get; } = new();

    public int NextMessage { get; set; }

    /// <summary>The number of events of each message, in the order of the messages, up to <see cref="NextMessage"/>.</summary>
    public int[] EventsOf { get; } = new int[messages.Length];

    /// <summary>The number of invocations that have processed it, including this one.</summary>
    public int Attempts { get; set; }

    public int Events { get; set; }

    public int Stored { get; set; }

    public bool IsFor(EventData[] others) => IdentityOf(others) == _identity;

    public void Dispose() => Batch.Dispose();

    private static (int, long, long, DateTimeOffset) IdentityOf(EventData[] messages) => messages.Length == 0
        ? default
        : (messages.Length, messages[0].SequenceNumber, messages[^1].SequenceNumber, messages[^1].EnqueuedTime);
}
