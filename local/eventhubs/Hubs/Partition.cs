using LocalEventHubs.Errors;
using LocalEventHubs.Log;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Hubs;

/// <summary>One ordered stream of an event hub.</summary>
public sealed class Partition
{
    private readonly string _hub;

    internal Partition(string hub, string id, PartitionLog log)
    {
        _hub = hub;
        Id = id;
        Log = log;
    }

    /// <summary>The partition's number, from 0, as text.</summary>
    public string Id { get; }

    /// <summary>The sequence number of the oldest event; one more than <see cref="LastSequenceNumber"/> if there is none.</summary>
    public long FirstSequenceNumber => Log.FirstSequenceNumber;

    /// <summary>The sequence number of the last event; -1 if nothing was ever sent.</summary>
    public long LastSequenceNumber => Log.LastSequenceNumber;

    /// <summary>The enqueued time of the last event; null if nothing was ever sent.</summary>
    public DateTimeOffset? LastEnqueuedTime => Log.LastEnqueuedTime;

    internal PartitionLog Log { get; }

    /// <summary>Reads events in order; waits until there is at least one.</summary>
    /// <param name="fromSequenceNumber">
    /// The first event to read. If retention has deleted it, reading starts with the oldest one; after the last, it waits for the next
    /// send.
    /// </param>
    /// <param name="maxEvents">The maximum number; fewer are returned if fewer exist, or if they exceed a few megabytes.</param>
    /// <exception cref="EventHubsException">The position is beyond the end: it belongs to other data.</exception>
    /// <exception cref="CorruptLogException">The stored bytes are damaged.</exception>
    /// <exception cref="ObjectDisposedException">The broker was closed while this waited.</exception>
    public async ValueTask<IReadOnlyList<StoredEvent>> ReadAsync(
        long fromSequenceNumber, int maxEvents, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxEvents);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var appended = Log.Appended;
            var last = LastSequenceNumber;
            if (fromSequenceNumber <= last)
                return Log.Read(fromSequenceNumber, maxEvents);
            if (fromSequenceNumber > last + 1)
                throw BeyondTheEnd(fromSequenceNumber, last);

            await appended.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The first event after a sequence number, or the event itself if <paramref name="isInclusive"/>.</summary>
    /// <exception cref="EventHubsException">The position is beyond the end: it belongs to other data.</exception>
    internal long FindSequenceNumber(long sequenceNumber, bool isInclusive)
    {
        var last = LastSequenceNumber;
        if (sequenceNumber > last + (isInclusive ? 1 : 0))
            throw BeyondTheEnd(sequenceNumber, last);
        return Math.Max(isInclusive ? sequenceNumber : sequenceNumber + 1, FirstSequenceNumber);
    }

    /// <summary>The first event after an offset, or at it if <paramref name="isInclusive"/>.</summary>
    /// <exception cref="EventHubsException">The position is beyond the end: it belongs to other data.</exception>
    internal long FindOffset(long offset, bool isInclusive)
    {
        var last = Log.LastOffset;
        return offset <= last ? Log.FindOffset(offset, isInclusive) : throw BeyondTheEnd("offset", offset, last);
    }

    /// <summary>
    /// The first event that was enqueued later, or at the same time if <paramref name="isInclusive"/>; otherwise the next to be sent.
    /// </summary>
    internal long FindEnqueuedTime(DateTimeOffset time, bool isInclusive) => Log.FindEnqueuedTime(time, isInclusive);

    private EventHubsException BeyondTheEnd(long sequenceNumber, long last) => BeyondTheEnd("sequence number", sequenceNumber, last);

    private EventHubsException BeyondTheEnd(string unit, long position, long last) =>
        new(EventHubsErrorReason.InvalidPosition,
            $"The supplied {unit} '{position}' is invalid. The last {unit} in the system is '{last}' "
            + $"(hub '{_hub}', partition '{Id}'). A checkpoint from before the data was wiped? Reset it to read from the start.");
}
