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

    /// <summary>The partition's zero-based number as a string.</summary>
    public string Id { get; }

    /// <summary>The sequence number of the oldest event, or <see cref="LastSequenceNumber"/> + 1 if the partition is empty.</summary>
    public long FirstSequenceNumber => Log.FirstSequenceNumber;

    /// <summary>The sequence number of the last event, or -1 if no event was ever sent.</summary>
    public long LastSequenceNumber => Log.LastSequenceNumber;

    /// <summary>The enqueued time of the last event, or <c>null</c> if no event was ever sent.</summary>
    public DateTimeOffset? LastEnqueuedTime => Log.LastEnqueuedTime;

    internal PartitionLog Log { get; }

    /// <summary>Reads events in order, and waits until at least one event is available.</summary>
    /// <param name="fromSequenceNumber">
    /// The sequence number of the first event to read. If retention has deleted this event, reading starts with the oldest event.
    /// </param>
    /// <param name="maxEvents">The maximum number of events. A read also ends after a few megabytes.</param>
    /// <exception cref="EventHubsException">The position is beyond the end of the partition.</exception>
    /// <exception cref="CorruptLogException">A log file is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The broker was closed during the read.</exception>
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

    /// <summary>
    /// Returns <paramref name="sequenceNumber"/> if <paramref name="isInclusive"/> is <c>true</c>, or the next sequence number if
    /// <paramref name="isInclusive"/> is <c>false</c>. If retention has deleted the event with this number, returns the sequence number of
    /// the oldest event.
    /// </summary>
    /// <exception cref="EventHubsException">The position is beyond the end of the partition.</exception>
    internal long FindSequenceNumber(long sequenceNumber, bool isInclusive)
    {
        var last = LastSequenceNumber;
        if (sequenceNumber > last + (isInclusive ? 1 : 0))
            throw BeyondTheEnd(sequenceNumber, last);
        return Math.Max(isInclusive ? sequenceNumber : sequenceNumber + 1, FirstSequenceNumber);
    }

    /// <summary>
    /// Returns the sequence number of the first event whose offset is greater than <paramref name="offset"/>. If
    /// <paramref name="isInclusive"/> is <c>true</c>, the offset can also be equal.
    /// </summary>
    /// <exception cref="EventHubsException">The position is beyond the end of the partition.</exception>
    internal long FindOffset(long offset, bool isInclusive)
    {
        var last = Log.LastOffset;
        return offset <= last ? Log.FindOffset(offset, isInclusive) : throw BeyondTheEnd("offset", offset, last);
    }

    /// <summary>
    /// Returns the sequence number of the first event that was enqueued after <paramref name="time"/>. If <paramref name="isInclusive"/> is
    /// <c>true</c>, the times can also be equal. If there is no such event, returns the sequence number of the next event to be sent.
    /// </summary>
    internal long FindEnqueuedTime(DateTimeOffset time, bool isInclusive) => Log.FindEnqueuedTime(time, isInclusive);

    private EventHubsException BeyondTheEnd(long sequenceNumber, long last) => BeyondTheEnd("sequence number", sequenceNumber, last);

    private EventHubsException BeyondTheEnd(string unit, long position, long last) =>
        new(EventHubsErrorReason.InvalidPosition,
            $"The supplied {unit} '{position}' is invalid. The last {unit} in the system is '{last}' "
            + $"(hub '{_hub}', partition '{Id}'). The checkpoint may be older than the current data. Reset it to read from the start.");
}
