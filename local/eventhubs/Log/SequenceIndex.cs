namespace LocalEventHubs.Log;

/// <summary>
/// A sparse index of a segment by sequence number, position and time: one entry per interval of bytes, so that a reader skips
/// a few kilobytes at most and the index remains small.
/// </summary>
internal sealed class SequenceIndex
{
    private const int Interval = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly List<(long SequenceNumber, long EnqueuedTime, long Position)> _entries = [];

    /// <summary>Batches are added in the order of the file.</summary>
    public void Add(long sequenceNumber, long enqueuedTime, long position)
    {
        lock (_lock)
        {
            if (_entries.Count == 0 || position - _entries[^1].Position >= Interval)
                _entries.Add((sequenceNumber, enqueuedTime, position));
        }
    }

    /// <summary>The position of a batch at or before this sequence number.</summary>
    public long Find(long sequenceNumber) => Find(entry => entry.SequenceNumber <= sequenceNumber);

    /// <summary>The position of a batch at or before this position.</summary>
    public long FindPosition(long position) => Find(entry => entry.Position <= position);

    /// <summary>The position of a batch that was enqueued before this time, in Unix milliseconds, or of the first batch.</summary>
    public long FindEnqueuedTime(long enqueuedTime) => Find(entry => entry.EnqueuedTime < enqueuedTime);

    /// <param name="isBefore">True for the first entries, false for the others.</param>
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
