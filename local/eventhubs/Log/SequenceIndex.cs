namespace LocalEventHubs.Log;

/// <summary>
/// A sparse index of a segment by sequence number, position and time. The index has one entry per interval of bytes, so the index is small,
/// and a reader skips the batches of at most one interval.
/// </summary>
internal sealed class SequenceIndex
{
    private const int Interval = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly List<(long SequenceNumber, long EnqueuedTime, long Position)> _entries = [];

    /// <summary>Adds a batch. Batches must be added in file order.</summary>
    public void Add(long sequenceNumber, long enqueuedTime, long position)
    {
        lock (_lock)
        {
            if (_entries.Count == 0 || position - _entries[^1].Position >= Interval)
                _entries.Add((sequenceNumber, enqueuedTime, position));
        }
    }

    /// <summary>Returns the position of a batch at or before the specified sequence number.</summary>
    public long Find(long sequenceNumber) => Find(entry => entry.SequenceNumber <= sequenceNumber);

    /// <summary>Returns the position of a batch at or before the specified position.</summary>
    public long FindPosition(long position) => Find(entry => entry.Position <= position);

    /// <summary>
    /// Returns the position of a batch that was enqueued before the specified time (in Unix milliseconds), or the position of the first
    /// batch.
    /// </summary>
    public long FindEnqueuedTime(long enqueuedTime) => Find(entry => entry.EnqueuedTime < enqueuedTime);

    /// <param name="isBefore">A condition that is <c>true</c> for a prefix of the entries and <c>false</c> for all later entries.</param>
    private long Find(Func<(long SequenceNumber, long EnqueuedTime, long Position), bool> isBefore)
    {
        lock (_lock)
        {
            var (low, high) = (0, _entries.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (isBefore(_entries[middle]))
                    low = middle + 1;
                else
                    high = middle;
            }

            return low == 0 ? SegmentHeader.Size : _entries[low - 1].Position;
        }
    }
}
