using Microsoft.Win32.SafeHandles;

namespace LocalEventHubs.Log;

/// <summary>
/// A file in a partition's log, which contains a <see cref="SegmentHeader"/> and batches. Only the partition's last segment is writable.
/// </summary>
internal sealed class Segment : IDisposable
{
    private const int ReadWindow = 256 * 1024;
    private const int IndexWindow = 4 * 1024;

    private readonly Lock _indexing = new();
    private SequenceIndex? _index;
    private long _length;

    /// <param name="length">The end of the complete batches that are on disk.</param>
    /// <param name="index">The index, or <c>null</c> to build the index when it is first needed.</param>
    public Segment(string path, SafeFileHandle file, SegmentHeader header, long length, SequenceIndex? index)
    {
        Path = path;
        File = file;
        Header = header;
        _length = length;
        _index = index;
    }

    public string Path { get; }

    public SafeFileHandle File { get; }

    public SegmentHeader Header { get; }

    public long Length => Volatile.Read(ref _length);

    public long EndOffset => Header.BaseOffset + Length;

    public static string FileName(long baseOffset) => $"{baseOffset:D20}.log";

    public static SafeFileHandle OpenFile(string path, FileMode mode) =>
        System.IO.File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    /// <summary>Creates an empty segment and makes its header and name durable.</summary>
    public static Segment Create(string directory, SegmentHeader header, Disk disk)
    {
        var path = System.IO.Path.Combine(directory, FileName(header.BaseOffset));
        var file = OpenFile(path, FileMode.Create);
        try
        {
            disk.Write(file, [header.ToBytes()], 0);
            disk.Flush(file);
            disk.FlushDirectory(directory);
            return new Segment(path, file, header, SegmentHeader.Size, new SequenceIndex());
        }
        catch
        {
            // A file with an incomplete header can remain on disk. Recovery deletes such a file, and the next attempt overwrites it.
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes a batch that is on disk visible to readers.</summary>
    public void Publish(long sequenceNumber, long enqueuedTime, long position, int length)
    {
        Index.Add(sequenceNumber, enqueuedTime, position);
        Volatile.Write(ref _length, position + length);
    }

    /// <summary>
    /// Adds events to <paramref name="reading"/> in order, until the end of the segment or a limit of the read is reached.
    /// </summary>
    public void Read(EventReading reading)
    {
        var end = Length;
        using var window = new FileWindow(File, end, ReadWindow);
        for (var position = Index.Find(reading.NextSequenceNumber); position < end && !reading.IsFull;)
        {
            var header = ReadHeader(window, position, end);
            if (header.BaseSequenceNumber > reading.NextSequenceNumber)
            {
                throw new CorruptLogException(
                    Path, position, $"sequence number {reading.NextSequenceNumber} is missing before {header.BaseSequenceNumber}.");
            }

            if (header.EndSequenceNumber > reading.NextSequenceNumber)
            {
                var batch = window.Peek(position, header.Length);
                if (!header.Matches(batch))
                    throw new CorruptLogException(Path, position, "a batch does not match its checksum.");
                reading.Add(header, batch, Header.BaseOffset + position);
            }

            position += header.Length;
        }
    }

    /// <summary>
    /// Returns the sequence number of the first event whose offset is greater than <paramref name="offset"/>. If
    /// <paramref name="isInclusive"/> is <c>true</c>, the offset can also be equal. Returns <c>null</c> if the segment has no such event.
    /// </summary>
    public long? FindOffset(long offset, bool isInclusive)
    {
        var end = Length;
        var wanted = offset - Header.BaseOffset;
        using var window = new FileWindow(File, end, ReadWindow);
        for (var position = Index.FindPosition(wanted); position < end;)
        {
            var header = ReadHeader(window, position, end);
            if (position + header.Length > wanted)
            {
                var sequenceNumber = header.BaseSequenceNumber;
                foreach (var record in EventReading.RecordPositions(header, window.Peek(position, header.Length)))
                {
                    if (position + record > wanted || (isInclusive && position + record == wanted))
                        return sequenceNumber;
                    sequenceNumber++;
                }
            }

            position += header.Length;
        }

        return null;
    }

    /// <summary>
    /// Returns the sequence number of the first event that was enqueued after <paramref name="time"/>. If <paramref name="isInclusive"/> is
    /// <c>true</c>, the times can also be equal. Returns <c>null</c> if the segment has no such event.
    /// </summary>
    /// <param name="time">The time in Unix milliseconds.</param>
    public long? FindEnqueuedTime(long time, bool isInclusive)
    {
        var end = Length;
        using var window = new FileWindow(File, end, IndexWindow);
        for (var position = Index.FindEnqueuedTime(time); position < end;)
        {
            var header = ReadHeader(window, position, end);
            if (header.EnqueuedTime > time || (isInclusive && header.EnqueuedTime == time))
                return header.BaseSequenceNumber;
            position += header.Length;
        }

        return null;
    }

    public void Dispose() => File.Dispose();

    private SequenceIndex Index => _index ?? BuildIndex();

    private SequenceIndex BuildIndex()
    {
        lock (_indexing)
        {
            if (_index is not null)
                return _index;

            var index = new SequenceIndex();
            using var window = new FileWindow(File, Length, IndexWindow);
            var sequenceNumber = Header.BaseSequenceNumber;
            for (long position = SegmentHeader.Size; position < Length;)
            {
                var header = ReadHeader(window, position, Length);
                if (header.BaseSequenceNumber != sequenceNumber)
                {
                    throw new CorruptLogException(
                        Path, position, $"the next sequence number must be {sequenceNumber}, not {header.BaseSequenceNumber}.");
                }

                sequenceNumber = header.EndSequenceNumber;
                index.Add(header.BaseSequenceNumber, header.EnqueuedTime, position);
                position += header.Length;
            }

            return _index = index;
        }
    }

    private BatchHeader ReadHeader(FileWindow window, long position, long end) =>
        BatchHeader.TryRead(window.Peek(position, BatchHeader.Size), out var header) && header.Length <= end - position
            ? header
            : throw new CorruptLogException(Path, position, "no batch begins here.");
}
