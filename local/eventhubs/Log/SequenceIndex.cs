namespace LocalEventHubs.Log;

/// <summary>
/// Where in a segment to begin looking for a sequence number: one entry per so many bytes, so that a reader skips
/// a few kilobytes at most and the memory stays small.
/// </summary>
internal sealed class SequenceIndex
{
    private const int Interval = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly List<(long SequenceNumber, long Position)> _entries = [];

    /// <summary>Batches are added in the order of the file.</summary>
    public void Add(long sequenceNumber, long position)
    {
        lock (_lock)
        {
            if (_entries.Count == 0 || position - _entries[^1].Position >= Interval)
                _entries.Add((sequenceNumber, position));
        }
    }

    /// <summary>The position of a batch at or before this sequence number.</summary>
    public long Find(long sequenceNumber)
    {
        lock (_lock)
        {
            var (low, high) = (0, _entries.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_entries[middle].SequenceNumber <= sequenceNumber)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low == 0 ? SegmentHeader.Size : _entries[low - 1].Position;
        }
    }
}
