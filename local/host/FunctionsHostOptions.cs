using LocalFunctions.Host.EventHubs;
using LocalFunctions.Host.Http;
using LocalFunctions.Host.Invocations;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalFunctions.Host;

/// <summary>The app that a host runs, and its settings.</summary>
public sealed record FunctionsHostOptions
{
    /// <summary>The output folder of an isolated-worker app, which contains <c>worker.config.json</c> and <c>host.json</c>.</summary>
    public required string AppFolder { get; init; }

    /// <summary>
    /// The app settings. The worker receives the settings as environment variables, with <c>__</c> instead of <c>:</c>. A setting with the
    /// prefix <c>AzureFunctionsJobHost__</c> overrides a value in host.json. <c>AzureWebJobs.{function}.Disabled</c> = <c>true</c> disables
    /// a function.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The port for HTTP functions on the loopback addresses, or 0 for a free port.</summary>
    public int Port { get; init; }

    /// <summary>The function keys, or <c>null</c> if no function requires a key.</summary>
    public FunctionKeys? Keys { get; init; }

    /// <summary>
    /// The origins whose scripts can call the HTTP functions, or <c>*</c> for all origins. Core Tools has the same setting,
    /// <c>Host.CORS</c>.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// The source of events for Event Hubs triggers. If <c>null</c>, triggers work as in Azure: they read over AMQP from the namespace that
    /// their connection setting specifies, and store checkpoints in the storage account that the setting <c>AzureWebJobsStorage</c>
    /// specifies.
    /// </summary>
    public IEventSource? EventSource { get; init; }

    /// <summary>
    /// The entries of the Event Hubs trigger's metadata that invocations receive, such as <c>PartitionContext</c>. If <c>null</c>,
    /// invocations receive all entries, as in Azure. Omitting unused entries saves a few microseconds per event in the host and the worker.
    /// </summary>
    public IReadOnlySet<string>? TriggerMetadata { get; init; }

    /// <summary>
    /// A task that must complete before the triggers start. The worker starts while the task is running. If the task fails, the host fails
    /// to start with the same exception.
    /// </summary>
    public Task TriggersAfter { get; init; } = Task.CompletedTask;

    /// <summary>
    /// Whether the worker waits up to a minute for a debugger before its Main method runs. The worker's process id is logged.
    /// </summary>
    public bool WaitForDebugger { get; init; }

    /// <summary>
    /// A callback that adds the embedding program's endpoints. Choose paths outside the route prefix, because these endpoints take
    /// precedence over functions.
    /// </summary>
    public Action<IEndpointRouteBuilder>? MapEndpoints { get; init; }

    /// <summary>
    /// A callback that is called at the end of each invocation, on the thread that awaited the invocation. The callback must not block or
    /// throw.
    /// </summary>
    public Action<InvocationResult>? InvocationCompleted { get; init; }

    /// <summary>The logger factory for the logs of the host and the worker.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock for retries, batch waits and restarts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
