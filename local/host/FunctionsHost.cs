using LocalFunctions.Host.Errors;
using LocalFunctions.Host.EventHubs;
using LocalFunctions.Host.EventHubs.Processor;
using LocalFunctions.Host.Http;
using LocalFunctions.Host.Invocations;
using LocalFunctions.Host.Metadata;
using LocalFunctions.Host.Protocol;
using LocalFunctions.Host.Workers;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host;

/// <summary>
/// Runs an isolated-worker app as the Functions host does: starts the worker, restarts the worker if it ends, serves the app's HTTP
/// functions, and triggers the app's Event Hubs functions.
/// </summary>
public sealed partial class FunctionsHost : IAsyncDisposable
{
    private readonly RpcServer _rpc;
    private readonly WorkerSupervisor _workers;
    private readonly List<IAsyncDisposable> _listeners = [];
    private HttpFrontEnd? _http;
    private int _disposed;

    private FunctionsHost(RpcServer rpc, WorkerSupervisor workers, FunctionSet functions, string routePrefix)
    {
        _rpc = rpc;
        _workers = workers;
        HttpFunctions = functions.Http;
        EventHubFunctions = [.. functions.EventHubs.Select(trigger => trigger.Function.Name)];
        UnsupportedFunctions = functions.Unsupported;
        RoutePrefix = routePrefix;
    }

    /// <summary>The root of the HTTP functions, without the route prefix.</summary>
    public Uri Endpoint => _http!.Endpoint;

    /// <summary>The prefix of the functions' routes, or an empty string if host.json specifies an empty prefix.</summary>
    public string RoutePrefix { get; }

    /// <summary>The HTTP functions, in the order in which their routes are matched.</summary>
    public IReadOnlyList<HttpFunction> HttpFunctions { get; }

    /// <summary>The names of the functions that events trigger.</summary>
    public IReadOnlyList<string> EventHubFunctions { get; }

    /// <summary>The functions that this host does not run, with the reasons, which are also logged as warnings.</summary>
    public IReadOnlyList<UnsupportedFunction> UnsupportedFunctions { get; }

    /// <summary>Starts the app and returns when its functions can be called.</summary>
    /// <exception cref="FunctionsHostException">The app cannot be started. The message contains the reason.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken = default)
    {
        // 1. Read the files in the app's folder.
        var appFolder = Path.GetFullPath(options.AppFolder);
        var config = WorkerConfig.Load(appFolder);
        var hostJson = HostJson.Load(appFolder, options.Settings);
        var log = new WorkerLog(options.LoggerFactory, hostJson.LogLevels);

        // 2. Start the worker.
        var rpc = await RpcServer.StartAsync(options.LoggerFactory, cancellationToken).ConfigureAwait(false);
        WorkerSupervisor workers;
        try
        {
            workers = await WorkerSupervisor
                .StartAsync(StartWorkerAsync, log, options.TimeProvider, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await rpc.DisposeAsync().ConfigureAwait(false);
            if (e is WorkerException)
                throw new FunctionsHostException(e.Message, e);
            throw;
        }

        // 3. Start the triggers of the worker's functions.
        var worker = await workers.GetAsync(cancellationToken).ConfigureAwait(false);
        var functions = FunctionSet.From(worker, hostJson, options.Settings);
        var host = new FunctionsHost(rpc, workers, functions, hostJson.RoutePrefix);
        try
        {
            await options.TriggersAfter.WaitAsync(cancellationToken).ConfigureAwait(false);
            await host.StartTriggersAsync(functions, hostJson, options, cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        Task<Worker> StartWorkerAsync(CancellationToken cancellation)
        {
            var start = new WorkerStart(appFolder, options.Settings, rpc.Port, Guid.NewGuid().ToString(), options.WaitForDebugger);
            return Worker.StartAsync(config, start, rpc.Channels, log, cancellation);
        }
    }

    /// <summary>
    /// Returns the process id of the running worker. While the worker is restarting, the method waits for the new worker.
    /// </summary>
    public async ValueTask<int> GetWorkerProcessIdAsync(CancellationToken cancellationToken = default) =>
        (await _workers.GetAsync(cancellationToken).ConfigureAwait(false)).ProcessId;

    /// <summary>Stops accepting requests and events, waits up to five seconds for invocations in progress, and stops the worker.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        var listeners = _listeners.Select(listener => listener.DisposeAsync().AsTask());
        await Task.WhenAll(listeners.Append(_http?.DisposeAsync().AsTask() ?? Task.CompletedTask)).ConfigureAwait(false);
        await _workers.DisposeAsync().ConfigureAwait(false);
        await _rpc.DisposeAsync().ConfigureAwait(false);
    }

    private async Task StartTriggersAsync(
        FunctionSet functions, HostJson hostJson, FunctionsHostOptions options, CancellationToken cancellationToken)
    {
        var logger = options.LoggerFactory.CreateLogger<FunctionsHost>();
        foreach (var unsupported in functions.Unsupported)
            LogUnsupported(logger, unsupported.Name, unsupported.Reason);

        // There is no time limit while the worker is being debugged.
        var timeout = options.WaitForDebugger ? null : hostJson.FunctionTimeout;
        var invoker = new FunctionInvoker(
            _workers, timeout, options.InvocationCompleted, options.LoggerFactory.CreateLogger<FunctionInvoker>());
        var http = new HttpFrontEndOptions(
            options.Port, options.Keys, options.AllowedOrigins, options.MapEndpoints, options.LoggerFactory, options.TimeProvider);
        _http = await HttpFrontEnd.StartAsync(http, functions.Http, invoker, cancellationToken).ConfigureAwait(false);
        foreach (var trigger in functions.EventHubs)
        {
            var context = new TriggerContext(trigger, invoker, hostJson.EventHubs, options.TimeProvider, logger)
            {
                Metadata = options.TriggerMetadata,
            };
            _listeners.Add(options.EventSource is { } source
                ? await SourceListener.StartAsync(source, context, cancellationToken).ConfigureAwait(false)
                : await ProcessorListener.StartAsync(context, options.Settings, cancellationToken).ConfigureAwait(false));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The function '{Function}' does not run because it {Reason}.")]
    private static partial void LogUnsupported(ILogger logger, string function, string reason);
}
