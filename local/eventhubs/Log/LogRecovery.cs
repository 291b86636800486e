using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Log;

/// <summary>
/// Opens a partition's segments after the previous process has exited normally or abnormally. Acknowledged batches are preserved. An
/// unfinished batch is either preserved or truncated completely. Damage is reported and never skipped.
/// </summary>
internal sealed partial class LogRecovery(string directory, Disk disk, ILogger logger)
{
    private const int ScanWindow = 1024 * 1024;

    public RecoveredLog Run()
    {
        disk.CreateDirectory(directory);
        var segments = new List<Segment>();
        try
        {
            var paths = Directory.GetFiles(directory, "*.log");
            Array.Sort(paths, StringComparer.Ordinal);
            for (var i = 0; i < paths.Length; i++)
            {
                if (OpenSegment(paths[i], isLast: i == paths.Length - 1) is { } segment)
                    segments.Add(segment);
            }

            VerifyContiguity(segments);
            if (segments.Count == 0)
                segments.Add(Segment.Create(directory, default, disk));
            return RecoverLast(segments);
        }
        catch
        {
            segments.ForEach(segment => segment.Dispose());
            throw;
        }
    }

    private Segment? OpenSegment(string path, bool isLast)
    {
        var file = Segment.OpenFile(path, FileMode.Open);
        var length = RandomAccess.GetLength(file);
        using (var window = new FileWindow(file, length, SegmentHeader.Size))
        {
            if (SegmentHeader.TryRead(window.Peek(0, SegmentHeader.Size), out var header))
                return new Segment(path, file, header, length, index: null);
        }

        file.Dispose();
        if (!isLast || length > SegmentHeader.Size)
            throw new CorruptLogException(path, 0, "the file does not begin with a segment header.");

        if (CommitMark.Read(directory) is { } committed
            && committed > long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture))
        {
            throw new CorruptLogException(
                path, length, $"the file ends here, although events up to stream position {committed} were acknowledged.");
        }

        // The header is written to disk before the first batch is written, so this file has no acknowledged event.
        LogUnfinishedSegment(path);
        File.Delete(path);
        disk.FlushDirectory(directory);
        return null;
    }

    /// <summary>Verifies that the segments are contiguous, because each segment was complete before the next segment was created.</summary>
    private static void VerifyContiguity(List<Segment> segments)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            if (Path.GetFileName(segment.Path) != Segment.FileName(segment.Header.BaseOffset))
                throw new CorruptLogException(segment.Path, 8, $"the header belongs to {Segment.FileName(segment.Header.BaseOffset)}.");
            if (i + 1 < segments.Count && segments[i + 1].Header.BaseOffset is var next && segment.EndOffset != next)
            {
                throw new CorruptLogException(
                    segment.Path, segment.Length,
                    $"the segment ends at stream position {segment.EndOffset}, but the next segment begins at {next}.");
            }
        }
    }

    private RecoveredLog RecoverLast(List<Segment> segments)
    {
        var last = segments[^1];
        var index = new SequenceIndex();
        var sequenceNumber = last.Header.BaseSequenceNumber;
        var enqueuedTime = last.Header.PreviousEnqueuedTime;
        long position = SegmentHeader.Size;
        using (var window = new FileWindow(last.File, last.Length, ScanWindow))
        {
            while (position < last.Length)
            {
                if (ReadBatch(window, last, position) is not { } batch)
                {
                    VerifyAcknowledged(last, position);
                    CutTornTail(last, position);
                    break;
                }

                if (batch.BaseSequenceNumber != sequenceNumber)
                {
                    throw new CorruptLogException(
                        last.Path, position, $"the next sequence number must be {sequenceNumber}, not {batch.BaseSequenceNumber}.");
                }

                index.Add(sequenceNumber, batch.EnqueuedTime, position);
                sequenceNumber = batch.EndSequenceNumber;
                enqueuedTime = batch.EnqueuedTime;
                position += batch.Length;
            }
        }

        VerifyAcknowledged(last, position);
        segments[^1] = new Segment(last.Path, last.File, last.Header, position, index);
        return new RecoveredLog([.. segments], sequenceNumber, enqueuedTime);
    }

    private static BatchHeader? ReadBatch(FileWindow window, Segment segment, long position) =>
        BatchHeader.TryRead(window.Peek(position, BatchHeader.Size), out var header)
        && header.Length <= segment.Length - position
        && header.Matches(window.Peek(position, header.Length))
            ? header
            : null;

    /// <summary>Verifies that the bytes to truncate were never acknowledged.</summary>
    private void VerifyAcknowledged(Segment segment, long position)
    {
        var end = segment.Header.BaseOffset + position;
        if (CommitMark.Read(directory) is { } committed && committed > end)
        {
            throw new CorruptLogException(
                segment.Path, position,
                $"the log ends here, although events up to stream position {committed} were acknowledged. To continue without them, delete "
                + $"'{Path.Combine(directory, CommitMark.FileName)}'.");
        }
    }

    private void CutTornTail(Segment segment, long position)
    {
        if (FindBatchWrittenAfterCommitOf(segment, position) is { } later)
        {
            throw new CorruptLogException(
                segment.Path, position,
                $"the batch does not match its checksum, although it was stored before the valid batch at byte {later}.");
        }

        LogTornTail(segment.Path, segment.Length - position, position);
        disk.SetLength(segment.File, position);
        disk.Flush(segment.File);
    }

    /// <summary>
    /// Returns the position of a later valid batch that was written after the invalid batch had been committed, or <c>null</c> if there is
    /// no such batch.
    /// </summary>
    private static long? FindBatchWrittenAfterCommitOf(Segment segment, long badPosition)
    {
        using var window = new FileWindow(segment.File, segment.Length, ScanWindow);
        for (var position = badPosition + 1; position < segment.Length;)
        {
            var ahead = window.Peek(position, ScanWindow / 2);
            var found = ahead.IndexOf(BatchHeader.Magic);
            if (found < 0)
            {
                // A magic number can extend beyond the end of this window.
                position += Math.Max(1, ahead.Length - BatchHeader.Magic.Length + 1);
                continue;
            }

            position += found;
            if (ReadBatch(window, segment, position) is { } batch
                && batch.CommittedOffset > segment.Header.BaseOffset + badPosition)
            {
                return position;
            }

            position++;
        }

        return null;
    }

    [LoggerMessage(LogLevel.Warning, "Truncated {Bytes} bytes of an unfinished write from '{File}' at byte {Position}.")]
    private partial void LogTornTail(string file, long bytes, long position);

    [LoggerMessage(LogLevel.Warning, "Deleted '{File}', a new segment without events.")]
    private partial void LogUnfinishedSegment(string file);
}
