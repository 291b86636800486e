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
    /// <summary>The output folder of an isolated-worker app: it has <c>worker.config.json</c> and <c>host.json</c>.</summary>
    public required string AppFolder { get; init; }

    /// <summary>
    /// The app settings. The worker receives them as environment variables, with <c>__</c> for <c>:</c>. A setting
    /// <c>AzureFunctionsJobHost__…</c> overrides one of host.json, and <c>AzureWebJobs.{function}.Disabled</c> = <c>true</c> disables a
    /// function.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The port of the HTTP functions on the loopback addresses; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>The function keys; null if no function requires one.</summary>
    public FunctionKeys? Keys { get; init; }

    /// <summary>Origins whose scripts may call the HTTP functions, as <c>Host.CORS</c> of Core Tools; <c>*</c> for all.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// The source of Event Hubs triggers. If null, they read over AMQP from the namespace of the trigger's connection setting, with
    /// checkpoints in the storage account of the setting <c>AzureWebJobsStorage</c>, as in Azure.
    /// </summary>
    public IEventSource? EventSource { get; init; }

    /// <summary>
    /// The entries of the Event Hubs trigger's metadata that invocations receive, e.g. <c>PartitionContext</c>; null for all, as in Azure.
    /// Omitting unused entries saves the host and the worker some microseconds per event.
    /// </summary>
    public IReadOnlySet<string>? TriggerMetadata { get; init; }

    /// <summary>
    /// The triggers start when this has completed; the worker starts concurrently. If it fails, the start of the host fails with it.
    /// </summary>
    public Task TriggersAfter { get; init; } = Task.CompletedTask;

    /// <summary>Whether the worker waits up to a minute for a debugger before its Main runs. Its process id is logged.</summary>
    public bool WaitForDebugger { get; init; }

    /// <summary>Adds endpoints of the embedding program. Choose paths outside the route prefix, since they take precedence.</summary>
    public Action<IEndpointRouteBuilder>? MapEndpoints { get; init; }

    /// <summary>Called at the end of each invocation, on the thread that awaited it. It must return quickly and not throw.</summary>
    public Action<InvocationResult>? InvocationCompleted { get; init; }

    /// <summary>Receives the host's and the worker's log.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock of retries, batch waits and restarts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
