using System.Net.Sockets;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Transport;

namespace LocalEventHubs.Amqp;

/// <summary>
/// The library's transport to a peer. The transport protects the broker: it validates frames before they are decoded, stops writing while
/// the peer is not reading, and stops reading while the disk is slower than the peer.
/// </summary>
internal sealed class PeerTransport : TransportBase
{
    /// <summary>The limit for received bytes that are not yet on disk. One send of the maximum size is within the limit.</summary>
    private const int MaxUnstoredBytes = 2 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private readonly Timer _deadline;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private TaskCompletionSource? _readable;
    private long _unstoredBytes;

    /// <param name="stream">The socket's stream: a TLS stream after the handshake, or the plain stream.</param>
    /// <param name="deadline">The time after which the connection is closed, unless <see cref="CancelDeadline"/> is called.</param>
    /// <param name="writeTimeout">The time after which the connection is closed if the peer reads nothing.</param>
    public PeerTransport(Socket socket, Stream stream, TimeSpan deadline, TimeSpan writeTimeout)
        : base("peer")
    {
        _socket = socket;
        _stream = stream;
        IsSecure = stream is System.Net.Security.SslStream;
        LocalEndPoint = socket.LocalEndPoint?.ToString() ?? "";
        RemoteEndPoint = socket.RemoteEndPoint?.ToString() ?? "";
        _reader = new FrameReader(stream, socket);
        _writer = new FrameWriter(stream, writeTimeout, OnDrained, OnWriterEnded);
        _deadline = new Timer(_ => Abort(), null, deadline, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised when the peer reads again after <see cref="IsCongested"/> was <c>true</c>. Handlers must not block.</summary>
    public event Action? Drained;

    public override string LocalEndPoint { get; }

    public override string RemoteEndPoint { get; }

    public override bool IsSecure { get; }

    /// <summary>Whether the peer is not reading. If so, do not send anything until <see cref="Drained"/> is raised.</summary>
    public bool IsCongested => _writer.IsCongested;

    /// <summary>A task that completes when the socket is closed.</summary>
    public Task Ended => _ended.Task;

    public override void SetMonitor(ITransportMonitor usageMeter)
    {
    }

    /// <summary>
    /// Counts received bytes that are not yet stored. The transport does not read from the peer while the number of these bytes is at or
    /// above a limit.
    /// </summary>
    public void OnReceived(int bytes) => Interlocked.Add(ref _unstoredBytes, bytes);

    public void OnStored(int bytes)
    {
        Interlocked.Add(ref _unstoredBytes, -bytes);
        ResumeReading();
    }

    /// <summary>Cancels the deadline when the peer has opened its connection.</summary>
    public void CancelDeadline() => _deadline.Dispose();

    public override bool WriteAsync(TransportAsyncCallbackArgs args) => _writer.Write(args);

    public override bool ReadAsync(TransportAsyncCallbackArgs args)
    {
        args.Exception = null;
        args.BytesTransfered = _reader.Take(Target(args));
        args.CompletedSynchronously = true;
        if (args.BytesTransfered > 0)
            return false;

        var fill = FillAsync();
        if (fill.IsCompleted)
        {
            Complete(args, fill);
            return false;
        }

        args.CompletedSynchronously = false;
        _ = CompleteLaterAsync(args, fill);
        return true;
    }

    protected override bool CloseInternal()
    {
        _writer.Close();
        return true;
    }

    protected override void AbortInternal() => _writer.Abort(new ObjectDisposedException(nameof(PeerTransport)));

    private static Span<byte> Target(TransportAsyncCallbackArgs args) => args.Buffer.AsSpan(args.Offset, args.Count);

    private async Task<bool> FillAsync()
    {
        while (MustWait() is { } readable)
            await readable.ConfigureAwait(false);
        return await _reader.FillAsync().ConfigureAwait(false);
    }

    private async Task CompleteLaterAsync(TransportAsyncCallbackArgs args, Task<bool> fill)
    {
        await ((Task)fill).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Complete(args, fill);
        args.CompletedCallback(args);
    }

    private void Complete(TransportAsyncCallbackArgs args, Task<bool> fill)
    {
        if (fill.IsCompletedSuccessfully)
            args.BytesTransfered = fill.Result ? _reader.Take(Target(args)) : 0;
        else
            args.Exception = fill.Exception?.InnerException ?? new OperationCanceledException();
    }

    /// <summary>Returns the task to await before the next read, or <c>null</c> if the read can begin immediately.</summary>
    private Task? MustWait()
    {
        lock (_gate)
        {
            if (!IsCongested && Interlocked.Read(ref _unstoredBytes) < MaxUnstoredBytes)
                return null;
            _readable ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _readable.Task;
        }
    }

    private void ResumeReading()
    {
        TaskCompletionSource? readable;
        lock (_gate)
            (readable, _readable) = (_readable, null);
        readable?.SetResult();
    }

    private void OnDrained()
    {
        ResumeReading();
        Drained?.Invoke();
    }

    private void OnWriterEnded(Exception? failure)
    {
        // After a close frame, the peer can still read remaining bytes. After a failure, the socket is closed immediately.
        if (failure is null && _socket.Connected)
            ShutDown();
        _deadline.Dispose();
        _stream.Dispose();
        _socket.Dispose();
        ResumeReading();
        _ended.TrySetResult();
    }

    private void ShutDown()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer closed the connection first.
        }
    }
}
