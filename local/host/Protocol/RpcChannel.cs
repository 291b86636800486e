using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using LocalFunctions.Host.Errors;

namespace LocalFunctions.Host.Protocol;

/// <summary>
/// The host's side of a worker's stream, with pending requests and invocations. When the stream ends, nothing more can be sent. The owner
/// then determines the reason and calls <see cref="Fail"/>.
/// </summary>
internal sealed class RpcChannel(string workerId, Action<RpcLog, PendingInvocation?> log)
{
    private readonly Channel<OutgoingMessage> _outgoing =
        Channel.CreateUnbounded<OutgoingMessage>(new UnboundedChannelOptions { SingleReader = true });

    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _requests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PendingInvocation> _invocations = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closed = new();
    private volatile Exception? _failure;

    public string WorkerId { get; } = workerId;

    /// <summary>A task that completes when the worker has opened the stream.</summary>
    public Task Connected => _connected.Task;

    /// <summary>A task that completes when the stream has ended for any reason.</summary>
    public Task Ended => _ended.Task;

    /// <summary>A token that is canceled when nothing more can be sent, before pending requests and invocations fail.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Reads and writes until the stream ends.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<OutgoingMessage> outgoing, CancellationToken cancellationToken)
    {
        _connected.TrySetResult();
        var writing = WriteAsync(outgoing, cancellationToken);
        try
        {
            while (await incoming.MoveNext(cancellationToken).ConfigureAwait(false))
                Receive(incoming.Current);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The worker's process has ended or is ending.
        }
        finally
        {
            Close();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ended.TrySetResult();
        }
    }

    /// <summary>Sends a message without waiting for a response. The message is dropped if the stream has ended.</summary>
    public void Send(StreamingMessage message) => _outgoing.Writer.TryWrite(new OutgoingMessage(message));

    /// <summary>Sends a request and waits for its response.</summary>
    /// <exception cref="WorkerException">The stream ended before the response to the request.</exception>
    public async Task<StreamingMessage> RequestAsync(StreamingMessage request, CancellationToken cancellationToken)
    {
        request.RequestId = Guid.NewGuid().ToString();
        var reply = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests[request.RequestId] = reply;
        try
        {
            ThrowIfFailed();
            Send(request);
            return await reply.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _requests.TryRemove(request.RequestId, out _);
        }
    }

    /// <summary>
    /// Invokes a function and waits for the response. Pooled memory to which the request refers is read before the method returns its task.
    /// </summary>
    /// <param name="cancellationToken">A token that cancels the invocation in the worker. The method still waits for the response.</param>
    /// <exception cref="WorkerException">The stream ended before the response.</exception>
    public async Task<InvocationResponse> InvokeAsync(
        InvocationRequest request, PendingInvocation invocation, CancellationToken cancellationToken)
    {
        _invocations[request.InvocationId] = invocation;
        try
        {
            ThrowIfFailed();
            Send(new StreamingMessage { InvocationRequest = request });
            await using var registration = cancellationToken.UnsafeRegister(_ => Cancel(request.InvocationId), null).ConfigureAwait(false);
            return await invocation.Response.ConfigureAwait(false);
        }
        finally
        {
            _invocations.TryRemove(request.InvocationId, out _);
        }
    }

    /// <summary>Fails all pending requests and invocations with the reason.</summary>
    public void Fail(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _failure, reason, null) is not null)
            return;

        Close();
        _connected.TrySetException(reason);
        foreach (var request in _requests.Values)
            request.TrySetException(reason);
        foreach (var invocation in _invocations.Values)
            invocation.Fail(reason);
    }

    private void Close()
    {
        _closed.Cancel();
        _outgoing.Writer.TryComplete();
    }

    private void Cancel(string invocationId) =>
        Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocationId } });

    // Call this method after registering, so that either Fail finds the registration or this method finds the reason.
    private void ThrowIfFailed()
    {
        if (_failure is { } reason)
            throw new WorkerException(reason.Message, reason);
    }

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (_invocations.TryGetValue(message.InvocationResponse.InvocationId, out var invocation))
                    invocation.Complete(message.InvocationResponse);
                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                log(message.RpcLog, _invocations.GetValueOrDefault(message.RpcLog.InvocationId));
                break;
            case StreamingMessage.ContentOneofCase.None:
                // The worker sends a message without content after a cancellation.
                break;
            default:
                if (_requests.TryGetValue(message.RequestId, out var reply))
                    reply.TrySetResult(message);
                break;
        }
    }

    private async Task WriteAsync(IServerStreamWriter<OutgoingMessage> outgoing, CancellationToken cancellationToken)
    {
        var hinted = new WriteOptions(WriteFlags.BufferHint);
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                // Queued messages are flushed together.
                outgoing.WriteOptions = _outgoing.Reader.TryPeek(out _) ? hinted : WriteOptions.Default;
                await outgoing.WriteAsync(message, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Close();
        }
    }
}
