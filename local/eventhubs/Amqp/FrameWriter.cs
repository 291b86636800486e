using System.Buffers;
using Microsoft.Azure.Amqp.Transport;

namespace LocalEventHubs.Amqp;

/// <summary>
/// Collects the frames that the library writes while previous frames are being sent, so that many small deliveries need only one system
/// call. The writer has at most two buffers: one is being sent while the other is filled. If both are full, the next write remains pending,
/// which indicates that the peer is not reading.
/// </summary>
/// <param name="drained">A callback that is called when a pending write has been accepted.</param>
/// <param name="ended">
/// A callback that is called once: with <c>null</c> after a closed writer has sent its last byte, or with the exception after a failure.
/// </param>
internal sealed class FrameWriter(Stream stream, TimeSpan timeout, Action drained, Action<Exception?> ended) : IThreadPoolWorkItem
{
    private const int Capacity = 64 * 1024;

    private readonly Lock _gate = new();
    private byte[] _filling = [];
    private int _count;
    private TransportAsyncCallbackArgs? _pending;
    private Exception? _failure;
    private bool _isFlushing;
    private bool _isClosed;

    /// <summary>Whether a write is pending because the peer is not reading.</summary>
    public bool IsCongested => Volatile.Read(ref _pending) is not null;

    /// <returns><c>true</c> if the write is pending; <c>false</c> if the bytes were accepted or the connection has failed.</returns>
    public bool Write(TransportAsyncCallbackArgs args)
    {
        lock (_gate)
        {
            args.CompletedSynchronously = true;
            if (_failure is not null)
            {
                args.Exception = _failure;
                return false;
            }

            if (_count > 0 && _count + args.Count > Capacity)
            {
                args.CompletedSynchronously = false;
                _pending = args;
                return true;
            }

            Append(args);
            StartFlushing();
            return false;
        }
    }

    /// <summary>Sends the accepted bytes and then ends the writer.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            StartFlushing();
        }
    }

    /// <summary>Ends the writer immediately. Pending writes fail.</summary>
    public void Abort(Exception exception) => Fail(exception);

    void IThreadPoolWorkItem.Execute() => _ = FlushAsync();

    private void StartFlushing()
    {
        if (_isFlushing)
            return;
        _isFlushing = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task FlushAsync()
    {
        using var stalled = new CancellationTokenSource();
        while (TakeFilled(out var buffer, out var count))
        {
            try
            {
                stalled.CancelAfter(timeout);
                await stream.WriteAsync(buffer.AsMemory(0, count), stalled.Token).ConfigureAwait(false);
                stalled.CancelAfter(Timeout.InfiniteTimeSpan);
            }
            catch (OperationCanceledException)
            {
                Fail(new IOException($"The peer has not read for {timeout.TotalSeconds} s."));
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                Fail(e);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private bool TakeFilled(out byte[] buffer, out int count)
    {
        TransportAsyncCallbackArgs? completed;
        bool isEnd;
        lock (_gate)
        {
            (buffer, count) = (_filling, _count);
            (_filling, _count) = ([], 0);
            completed = _pending;
            if (completed is not null)
            {
                Append(completed);
                Volatile.Write(ref _pending, null);
            }

            _isFlushing = count > 0;
            isEnd = count == 0 && _isClosed && _failure is null;
            if (isEnd)
                _failure = new ObjectDisposedException(nameof(FrameWriter));
        }

        if (completed is not null)
        {
            completed.CompletedCallback(completed);
            if (!IsCongested)
                drained();
        }

        if (isEnd)
            ended(null);
        return count > 0;
    }

    private void Append(TransportAsyncCallbackArgs args)
    {
        if (_filling.Length < _count + args.Count)
            _filling = ArrayPool<byte>.Shared.Rent(Math.Max(Capacity, args.Count));

        if (args.Buffer is not null)
        {
            args.Buffer.AsSpan(args.Offset, args.Count).CopyTo(_filling.AsSpan(_count));
            _count += args.Count;
        }
        else
        {
            foreach (var part in args.ByteBufferList)
            {
                part.Buffer.AsSpan(part.Offset, part.Length).CopyTo(_filling.AsSpan(_count));
                _count += part.Length;
            }
        }

        args.BytesTransfered = args.Count;
        args.Exception = null;
    }

    private void Fail(Exception exception)
    {
        TransportAsyncCallbackArgs? pending;
        byte[] unwritten;
        lock (_gate)
        {
            if (_failure is not null)
                return;

            _failure = exception;
            pending = _pending;
            Volatile.Write(ref _pending, null);
            unwritten = _filling;
            (_filling, _count) = ([], 0);
        }

        if (unwritten.Length > 0)
            ArrayPool<byte>.Shared.Return(unwritten);
        if (pending is not null)
        {
            pending.Exception = exception;
            pending.CompletedCallback(pending);
        }

        ended(exception);
    }
}
