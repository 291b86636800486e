using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using LocalFunctions.Host.Errors;
using LocalFunctions.Host.Metadata;
using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.Workers;

/// <summary>A running worker: its process, its stream, and its loaded functions.</summary>
internal sealed class Worker : IAsyncDisposable
{
    /// <summary>
    /// The time limit for the worker to open its stream, and for each response during initialization (WorkerProcessCountOptions.cs,
    /// azure-functions-host).
    /// </summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The time for which the worker's startup hook waits for a debugger.</summary>
    private static readonly TimeSpan DebuggerTimeout = TimeSpan.FromSeconds(60);

    private readonly WorkerProcess _process;
    private readonly RpcChannel _channel;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Dictionary<string, string> _loadFailures = new(StringComparer.Ordinal);

    private Worker(WorkerProcess process, RpcChannel channel)
    {
        _process = process;
        _channel = channel;
        Ended = EndAsync();
    }

    public int ProcessId => _process.Id;

    public TimeSpan Age => Stopwatch.GetElapsedTime(_started);

    /// <summary>The root of the worker's HTTP server, or <c>null</c> if the app does not use the ASP.NET Core integration.</summary>
    public Uri? HttpUri { get; private set; }

    public IReadOnlyList<FunctionDefinition> Functions { get; private set; } = [];

    /// <summary>
    /// A task that completes with the reason when the process and its stream have ended. By then, all pending invocations have failed.
    /// </summary>
    public Task<string> Ended { get; }

    /// <summary>A token that is canceled when the worker can no longer be used, before its invocations fail.</summary>
    public CancellationToken Closed => _channel.Closed;

    /// <exception cref="WorkerException">The worker ended, reported an error, or did not respond in time.</exception>
    /// <exception cref="FunctionsHostException">The worker cannot be started, or its functions cannot be read.</exception>
    public static async Task<Worker> StartAsync(
        WorkerConfig config, WorkerStart start, RpcChannels channels, WorkerLog log, CancellationToken cancellationToken)
    {
        var channel = new RpcChannel(start.WorkerId, log.Write);
        channels.Expect(channel);
        Worker? worker = null;
        try
        {
            worker = new Worker(WorkerProcess.Start(config, start, log.Console), channel);
            if (start.WaitForDebugger)
                log.WaitingForDebugger(worker.ProcessId);
            await worker.InitializeAsync(start, cancellationToken).ConfigureAwait(false);
            return worker;
        }
        catch
        {
            if (worker is not null)
                await worker.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            channels.Remove(channel);
        }
    }

    /// <exception cref="WorkerException">The worker ended before its response, or the function could not be loaded.</exception>
    public Task<InvocationResponse> InvokeAsync(
        InvocationRequest request, PendingInvocation invocation, CancellationToken cancellationToken) =>
        _loadFailures.TryGetValue(request.FunctionId, out var failure)
            ? Task.FromException<InvocationResponse>(new WorkerException(failure))
            : _channel.InvokeAsync(request, invocation, cancellationToken);

    public void Kill() => _process.Kill();

    /// <summary>Requests that the worker stop, and kills the process if it is still running after the grace period.</summary>
    public async Task StopAsync(TimeSpan gracePeriod)
    {
        _channel.Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(gracePeriod) } });
        await ((Task)_process.Exited).WaitAsync(gracePeriod).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
    }

    private async Task InitializeAsync(WorkerStart start, CancellationToken cancellationToken)
    {
        // 1. Wait until the worker has opened its stream.
        var timeout = start.WaitForDebugger ? StartTimeout + DebuggerTimeout : StartTimeout;
        await WithinAsync(_channel.Connected, timeout, "open its connection to the host", cancellationToken).ConfigureAwait(false);

        // 2. Initialize the worker.
        var initialized = await RequestAsync(new StreamingMessage
        {
            WorkerInitRequest = new WorkerInitRequest
            {
                HostVersion = "4.0.0.0",
                WorkerDirectory = start.AppFolder,
                FunctionAppDirectory = start.AppFolder,
            },
        }).ConfigureAwait(false);
        Verify(initialized.WorkerInitResponse.Result, "initialize");
        if (initialized.WorkerInitResponse.Capabilities.TryGetValue("HttpUri", out var uri))
            HttpUri = new Uri(uri);

        // 3. Request the descriptions of the functions.
        var described = await RequestAsync(new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = start.AppFolder },
        }).ConfigureAwait(false);
        Verify(described.FunctionMetadataResponse.Result, "describe its functions");
        Functions = [.. described.FunctionMetadataResponse.FunctionMetadataResults.Select(FunctionDefinition.From)];

        // 4. Load the functions. If a function cannot be loaded, its invocations fail, and the other functions run.
        foreach (var function in Functions)
        {
            var loaded = await RequestAsync(new StreamingMessage
            {
                FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.Id, Metadata = function.Description },
            }).ConfigureAwait(false);
            if (loaded.FunctionLoadResponse.Result is { Status: not StatusResult.Types.Status.Success } result)
                _loadFailures[function.Id] = $"The worker cannot load the function '{function.Name}': {Reason(result)}";
        }

        async Task<StreamingMessage> RequestAsync(StreamingMessage request)
        {
            var reply = _channel.RequestAsync(request, cancellationToken);
            await WithinAsync(reply, StartTimeout, $"reply to {request.ContentCase}", cancellationToken).ConfigureAwait(false);
            return await reply.ConfigureAwait(false);
        }
    }

    private async Task WithinAsync(Task task, TimeSpan timeout, string action, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new WorkerException($"The worker (process {ProcessId}) did not {action} within {timeout.TotalSeconds:0} s.");
        }
    }

    private async Task<string> EndAsync()
    {
        var first = await Task.WhenAny(_process.Exited, _channel.Ended).ConfigureAwait(false);

        // When a process ends, its stream closes shortly before the process exits. Wait for the exit code, which is more informative.
        if (first != _process.Exited)
            await ((Task)_process.Exited).WaitAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.Exited.IsCompleted)
            _process.Kill();
        var code = await _process.Exited.ConfigureAwait(false);
        var errors = _process.Errors;
        var reason = $"The worker (process {ProcessId}) ended with exit code {code}.";
        if (errors.Length > 0)
            reason += $" Its latest error output:\n{errors}\n";
        _channel.Fail(new WorkerException(reason));
        return reason;
    }

    private static void Verify(StatusResult? result, string action)
    {
        if (result is { Status: not StatusResult.Types.Status.Success })
            throw new WorkerException($"The worker cannot {action}: {Reason(result)}");
    }

    private static string Reason(StatusResult result) => result.Exception?.Message is { Length: > 0 } message ? message : result.Result;
}
