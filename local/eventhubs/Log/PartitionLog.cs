using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Log;

/// <summary>
/// The durable log of one partition: a directory of <see cref="Segment"/> files. Appends go through one thread that joins
/// them into one write and one fsync; any number of readers follow without locks, and see only what is on disk.
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
    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private readonly Lock _segmentChanges = new();

    private volatile Segment[] _segments;
    private volatile TaskCompletionSource _appended = NewSignal();
    private long _nextSequenceNumber;
    private long _lastEnqueuedTime;
    private long _lastOffset;
    private bool _hasUncommittedTail;
    private bool _isRolling;

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

    /// <summary>The oldest event that is still kept; one more than the last when there is none.</summary>
    public long FirstSequenceNumber => _segments[0].Header.BaseSequenceNumber;

    /// <summary>-1 as long as nothing was ever written.</summary>
    public long LastSequenceNumber => Volatile.Read(ref _nextSequenceNumber) - 1;

    /// <summary>Null as long as nothing was ever written.</summary>
    public DateTimeOffset? LastEnqueuedTime =>
        LastSequenceNumber < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _lastEnqueuedTime));

    /// <summary>Of the last event, in bytes; -1 as long as nothing was ever written.</summary>
    public long LastOffset => Volatile.Read(ref _lastOffset);

    public long Size => _segments.Sum(segment => segment.Length);

    /// <summary>Completes when something is appended after this was read. Read it before looking for events, or one may be missed.</summary>
    public Task Appended => _appended.Task;

    /// <summary>Takes the batch and its buffer over; completes when it is on disk.</summary>
    /// <exception cref="IOException">Nothing was stored; a later append may work again.</exception>
    public Task AppendAsync(BatchBuilder batch)
    {
        var append = new PendingAppend(batch);
        _commits.Enqueue(append);
        return append.Task;
    }

    /// <summary>
    /// The events from a sequence number on, or from the first one kept. Stops at the end, at <paramref name="maxEvents"/> or with the
    /// event that reaches <paramref name="maxBytes"/>.
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
    /// The sequence number of the first event behind an offset, or at it if <paramref name="isInclusive"/>; of the next event to be
    /// written if there is none.
    /// </summary>
    public long FindOffset(long offset, bool isInclusive)
    {
        var segments = _segments;
        var first = Array.FindLastIndex(segments, segment => segment.Header.BaseOffset <= offset);
        return Find(segments, first, segment => segment.FindOffset(offset, isInclusive));
    }

    /// <summary>The same for a time, which has the precision of milliseconds.</summary>
    public long FindEnqueuedTime(DateTimeOffset time, bool isInclusive)
    {
        var segments = _segments;
        var milliseconds = time.ToUnixTimeMilliseconds();
        var first = Array.FindLastIndex(segments, segment => segment.Header.PreviousEnqueuedTime < milliseconds);
        return Find(segments, first, segment => segment.FindEnqueuedTime(milliseconds, isInclusive));
    }

    /// <summary>Deletes whole segments, oldest first, that are too old or too much. The last one always stays.</summary>
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

            // A reader may still be in a deleted one: its handle is left to SafeFileHandle's finalizer.
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
        _ = _appended.Task.Exception; // Observed, even without a waiting reader.
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
        // Read before the segments: what is appended meanwhile is behind it.
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

    private void Commit(IReadOnlyList<PendingAppend> appends)
    {
        for (var next = 0; next < appends.Count;)
        {
            var first = next;
            try
            {
                next = CommitSome(appends, first);
            }
            catch (Exception e)
            {
                // Whatever went wrong, the senders hear of it; the commit thread must live on.
                LogAppendFailed(_directory, e);
                DiscardUncommittedTailIfPossible();
                var failure = new IOException($"The events could not be written to the log: {e.Message}", e);
                for (next = first; next < appends.Count; next++)
                    Complete(appends[next], failure);
            }
        }
    }

    /// <summary>Writes as many batches as fit into the segment, with one write and one fsync.</summary>
    /// <returns>The first append that was not written.</returns>
    private int CommitSome(IReadOnlyList<PendingAppend> appends, int first)
    {
        DiscardUncommittedTail();
        var segment = _segments[^1];
        if (_isRolling || !Fits(segment.Length, appends[first].Batch))
            segment = Roll(segment);

        var sequenceNumber = _nextSequenceNumber;
        var enqueuedTime = Math.Max(_lastEnqueuedTime, _time.GetUtcNow().ToUnixTimeMilliseconds());
        var end = segment.Length;
        var next = first;
        _buffers.Clear();
        while (next < appends.Count && (next == first || Fits(end, appends[next].Batch)))
        {
            var batch = appends[next++].Batch;
            _buffers.Add(batch.Seal(sequenceNumber, enqueuedTime, segment.EndOffset));
            sequenceNumber += batch.Count;
            end += batch.Length;
        }

        _hasUncommittedTail = true;
        _disk.Write(segment.File, _buffers, segment.Length);
        _disk.Flush(segment.File);
        _hasUncommittedTail = false;
        _buffers.Clear();

        Publish(segment, appends, first, next, enqueuedTime);
        return next;
    }

    private void Publish(Segment segment, IReadOnlyList<PendingAppend> appends, int first, int next, long enqueuedTime)
    {
        Volatile.Write(ref _lastEnqueuedTime, enqueuedTime);
        for (var i = first; i < next; i++)
        {
            var batch = appends[i].Batch;
            Volatile.Write(ref _lastOffset, segment.EndOffset + batch.LastEventPosition);
            segment.Publish(_nextSequenceNumber, enqueuedTime, segment.Length, batch.Length);
            Volatile.Write(ref _nextSequenceNumber, _nextSequenceNumber + batch.Count);
        }

        _mark.Write(segment.EndOffset);
        Interlocked.Exchange(ref _appended, NewSignal()).SetResult();
        for (var i = first; i < next; i++)
            Complete(appends[i], failure: null);
    }

    private static void Complete(PendingAppend append, IOException? failure)
    {
        append.Batch.Dispose();
        if (failure is null)
            append.SetResult();
        else
            append.SetException(failure);
    }

    private bool Fits(long end, BatchBuilder batch) =>
        end + batch.Length <= _options.MaxSegmentSize || end == SegmentHeader.Size;

    /// <summary>
    /// Begins the next segment. If that fails, its file may exist already: then nothing more may go into the full one, or the
    /// two would not join, and the next append has to finish this.
    /// </summary>
    private Segment Roll(Segment full)
    {
        _isRolling = true;
        var header = new SegmentHeader(full.EndOffset, _nextSequenceNumber, _lastEnqueuedTime);
        var segment = Segment.Create(_directory, header, _disk);
        lock (_segmentChanges)
            _segments = [.. _segments, segment];
        _isRolling = false;
        ApplyRetention();
        return segment;
    }

    /// <summary>Takes back what a failed write may have left behind the last committed batch.</summary>
    private void DiscardUncommittedTail()
    {
        if (!_hasUncommittedTail)
            return;

        var segment = _segments[^1];
        _disk.SetLength(segment.File, segment.Length);
        _hasUncommittedTail = false;
    }

    private void DiscardUncommittedTailIfPossible()
    {
        try
        {
            DiscardUncommittedTail();
        }
        catch (IOException e)
        {
            // Readers do not see it, and no append goes ahead before it has been taken back.
            LogAppendFailed(_directory, e);
        }
    }

    /// <summary>One that cannot be deleted now is kept, and all behind it, since a log has no holes; it is tried again later.</summary>
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

    [LoggerMessage(LogLevel.Error, "Writing to the log in '{Directory}' failed.")]
    private partial void LogAppendFailed(string directory, Exception exception);

    [LoggerMessage(LogLevel.Warning, "'{File}' is beyond the retention, but could not be deleted.")]
    private partial void LogDeleteFailed(string file, Exception exception);

    [LoggerMessage(LogLevel.Information, "Deleted '{File}': beyond the retention.")]
    private partial void LogExpired(string file);
}
