using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Log;

/// <content>Writes batches. Only the commit thread appends batches and creates new segments.</content>
internal sealed partial class PartitionLog
{
    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private bool _hasUncommittedTail;
    private bool _isRolling;

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
                // Failures are returned to the senders, so that the commit thread keeps running.
                LogAppendFailed(_directory, e);
                DiscardUncommittedTailIfPossible();
                var failure = new IOException($"The events could not be written to the log: {e.Message}", e);
                for (next = first; next < appends.Count; next++)
                    Complete(appends[next], failure);
            }
        }
    }

    /// <summary>Writes as many batches as fit into the segment, with one write and one fsync.</summary>
    /// <returns>The index of the first append that was not written.</returns>
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
        while (next < appends.Count && Fits(end, appends[next].Batch))
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
    /// Creates the next segment. After a failure, the next segment's file can already exist. In that case, nothing more can be written to
    /// the full segment, because the segments would not be contiguous. Therefore, the next append retries the creation.
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

    /// <summary>Truncates bytes that a failed write can leave after the last committed batch.</summary>
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
            // Readers do not see these bytes, and the next append truncates them before it writes.
            LogAppendFailed(_directory, e);
        }
    }

    [LoggerMessage(LogLevel.Error, "Writing to the log in '{Directory}' failed.")]
    private partial void LogAppendFailed(string directory, Exception exception);
}
