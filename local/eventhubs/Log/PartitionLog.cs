using LocalEventHubs.Messages;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Log;

/// <summary>
/// The durable log of one partition: a directory with <see cref="Segment"/> files. One thread combines appends into one write and one
/// fsync. Readers need no locks and return only events that are on disk.
/// </summary>
internal sealed partial class PartitionLog : IDisposable
{
    private const int MaxReadBytes = 4 * 1024 * 1024;

    private readonly string _directory;
    private readonly LogOptions _options;
    private readonly TimeProvider _time;
    private readonly Disk _disk;
    private readonly ILogger _logger;
    private readonly CommitThread _commits;
    private readonly CommitMark _mark;
    private readonly Lock _segmentChanges = new();

    private volatile Segment[] _segments;
    private volatile TaskCompletionSource _appended = NewSignal();
    private long _nextSequenceNumber;
    private long _lastEnqueuedTime;
    private long _lastOffset;

    private PartitionLog(
        string directory, LogOptions options, TimeProvider time, Disk disk, ILogger logger, RecoveredLog recovered)
    {
        (_directory, _options, _time, _disk, _logger) = (directory, options, time, disk, logger);
        _segments = recovered.Segments;
        _nextSequenceNumber = recovered.NextSequenceNumber;
        _lastEnqueuedTime = recovered.LastEnqueuedTime;
        _lastOffset = ReadLastOffset();
        _mark = new CommitMark(directory, logger);
        _commits = new CommitThread($"log {Path.GetFileName(directory)}", Commit);
    }

    /// <exception cref="CorruptLogException">The files are damaged.</exception>
    public static PartitionLog Open(string directory, LogOptions options, TimeProvider time, Disk disk, ILogger logger) =>
        new(directory, options, time, disk, logger, new LogRecovery(directory, disk, logger).Run());

    /// <summary>The sequence number of the oldest event, or <see cref="LastSequenceNumber"/> + 1 if the log is empty.</summary>
    public long FirstSequenceNumber => _segments[0].Header.BaseSequenceNumber;

    /// <summary>The sequence number of the last event, or -1 if no event was ever written.</summary>
    public long LastSequenceNumber => Volatile.Read(ref _nextSequenceNumber) - 1;

    /// <summary>The enqueued time of the last event, or <c>null</c> if no event was ever written.</summary>
    public DateTimeOffset? LastEnqueuedTime =>
        LastSequenceNumber < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _lastEnqueuedTime));

    /// <summary>The offset of the last event in bytes, or -1 if no event was ever written.</summary>
    public long LastOffset => Volatile.Read(ref _lastOffset);

    public long Size => _segments.Sum(segment => segment.Length);

    /// <summary>
    /// A task that completes at the next append. Read this property before checking for events, so that no append is missed.
    /// </summary>
    public Task Appended => _appended.Task;

    /// <summary>Appends a batch and takes ownership of its buffer. The task completes when the batch is on disk.</summary>
    /// <exception cref="IOException">Writing failed, and the batch was not stored. A later append can succeed.</exception>
    public Task AppendAsync(BatchBuilder batch)
    {
        var append = new PendingAppend(batch);
        _commits.Enqueue(append);
        return append.Task;
    }

    /// <summary>
    /// Reads events from a sequence number, or from the oldest event if events up to the sequence number have been deleted. Reading stops
    /// at the end of the log, after <paramref name="maxEvents"/> events, or after the event with which the total size reaches
    /// <paramref name="maxBytes"/>.
    /// </summary>
    public IReadOnlyList<StoredEvent> Read(long fromSequenceNumber, int maxEvents, int maxBytes = MaxReadBytes)
    {
        var segments = _segments;
        var first = FindSegment(segments, fromSequenceNumber);
        var reading = new EventReading(Math.Max(fromSequenceNumber, segments[first].Header.BaseSequenceNumber), maxEvents, maxBytes);
        for (var i = first; i < segments.Length && !reading.IsFull; i++)
            segments[i].Read(reading);
        return reading.Events;
    }

    /// <summary>
    /// Returns the sequence number of the first event whose offset is greater than <paramref name="offset"/>. If
    /// <paramref name="isInclusive"/> is <c>true</c>, the offset can also be equal. If there is no such event, returns the sequence number
    /// of the next event to be written.
    /// </summary>
    public long FindOffset(long offset, bool isInclusive)
    {
        var segments = _segments;
        var first = Array.FindLastIndex(segments, segment => segment.Header.BaseOffset <= offset);
        return Find(segments, first, segment => segment.FindOffset(offset, isInclusive));
    }

    /// <summary>
    /// Returns the sequence number of the first event that was enqueued after <paramref name="time"/>. If <paramref name="isInclusive"/> is
    /// <c>true</c>, the times can also be equal. Times are compared in milliseconds. If there is no such event, returns the sequence number
    /// of the next event to be written.
    /// </summary>
    public long FindEnqueuedTime(DateTimeOffset time, bool isInclusive)
    {
        var segments = _segments;
        var milliseconds = time.ToUnixTimeMilliseconds();
        var first = Array.FindLastIndex(segments, segment => segment.Header.PreviousEnqueuedTime < milliseconds);
        return Find(segments, first, segment => segment.FindEnqueuedTime(milliseconds, isInclusive));
    }

    /// <summary>Deletes the oldest segments that exceed the retention time or size. The last segment is never deleted.</summary>
    public void ApplyRetention()
    {
        lock (_segmentChanges)
        {
            var segments = _segments;
            var now = _time.GetUtcNow();
            var size = segments.Sum(segment => segment.Length);
            var expired = 0;
            while (expired < segments.Length - 1
                && (size > _options.RetentionSize || now - LastEnqueuedTimeBefore(segments[expired + 1]) > _options.RetentionTime)
                && TryDelete(segments[expired]))
            {
                size -= segments[expired++].Length;
            }

            // A reader can still use a deleted segment, so the finalizer of SafeFileHandle closes the handle.
            if (expired > 0)
                _segments = segments[expired..];
        }
    }

    public void Dispose()
    {
        _commits.Dispose();
        _mark.Dispose();
        foreach (var segment in _segments)
            segment.Dispose();
        _appended.TrySetException(new ObjectDisposedException(_directory, "The event hub has been closed."));
        _ = _appended.Task.Exception; // Mark the exception as observed, in case no reader is waiting.
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static DateTimeOffset LastEnqueuedTimeBefore(Segment segment) =>
        DateTimeOffset.FromUnixTimeMilliseconds(segment.Header.PreviousEnqueuedTime);

    private static int FindSegment(Segment[] segments, long sequenceNumber)
    {
        var found = Array.FindLastIndex(segments, segment => segment.Header.BaseSequenceNumber <= sequenceNumber);
        return Math.Max(found, 0);
    }

    private long Find(Segment[] segments, int first, Func<Segment, long?> find)
    {
        // Read this number before the segments. Events of a concurrent append have this number or a higher number.
        var next = LastSequenceNumber + 1;
        for (var i = Math.Max(first, 0); i < segments.Length; i++)
        {
            if (find(segments[i]) is { } found)
                return found;
        }

        return next;
    }

    private long ReadLastOffset()
    {
        var last = Read(_nextSequenceNumber - 1, 1);
        return last.Count > 0 ? last[0].Position : _segments[^1].Header.BaseOffset - 1;
    }

    /// <summary>
    /// Deletes a segment. If the deletion fails, retention retries the deletion later. Until the deletion succeeds, retention does not
    /// delete later segments, because the log must have no gaps.
    /// </summary>
    private bool TryDelete(Segment segment)
    {
        try
        {
            File.Delete(segment.Path);
            LogExpired(segment.Path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogDeleteFailed(segment.Path, e);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "'{File}' exceeds the retention limits but could not be deleted.")]
    private partial void LogDeleteFailed(string file, Exception exception);

    [LoggerMessage(LogLevel.Information, "Deleted '{File}', which exceeded the retention limits.")]
    private partial void LogExpired(string file);
}
