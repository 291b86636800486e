using LocalFunctions.Host.Invocations;
using Microsoft.Extensions.Logging;

namespace LocalStack.Configuration;

/// <summary>The options of the local stack. Ports are TCP ports on the loopback address. The value 0 selects a free port.</summary>
public sealed record LocalStackOptions
{
    public const int DefaultFunctionsPort = 7071;
    public const int DefaultKustoPort = 8080;
    public const int DefaultEventHubsPort = 5380;
    public const int DefaultEventHubsAmqpPort = 5672;
    public const int DefaultEventHubsTlsPort = 5671;
    public const int DefaultAzuritePort = 10000;
    public const int DefaultBoardPort = 7070;
    public const int DefaultDashboardPort = 18888;
    public const int DefaultPartitions = 4;
    public const int DefaultFleetSystems = 50;

    /// <summary>The folder for durable data. Only one stack can use a folder at a time.</summary>
    public required string DataDirectory { get; init; }

    public int FunctionsPort { get; init; } = DefaultFunctionsPort;

    public int KustoPort { get; init; } = DefaultKustoPort;

    /// <summary>The port of the event hub's REST API.</summary>
    public int EventHubsPort { get; init; } = DefaultEventHubsPort;

    /// <summary>
    /// The event hub's AMQP port. If <c>null</c>, the default port is used, or a free port if <see cref="EventHubsPort"/> is 0.
    /// </summary>
    public int? EventHubsAmqpPort { get; init; }

    /// <summary>
    /// The event hub's port for AMQP over TLS. If <c>null</c>, the default port is used, or a free port if <see cref="EventHubsPort"/> is
    /// 0.
    /// </summary>
    public int? EventHubsTlsPort { get; init; }

    internal int AmqpPort => EventHubsAmqpPort ?? (EventHubsPort == 0 ? 0 : DefaultEventHubsAmqpPort);

    internal int AmqpTlsPort => EventHubsTlsPort ?? (EventHubsPort == 0 ? 0 : DefaultEventHubsTlsPort);

    /// <summary>The port of Azurite's blob service. The queue and table services use the next two ports.</summary>
    public int AzuritePort { get; init; } = DefaultAzuritePort;

    /// <summary>The board's port. If <c>null</c>, the default port is used, or a free port if <see cref="FunctionsPort"/> is 0.</summary>
    public int? BoardPort { get; init; }

    internal int BoardPortOrDefault => BoardPort ?? (FunctionsPort == 0 ? 0 : DefaultBoardPort);

    /// <summary>
    /// The number of partitions in the event hub. The number cannot be changed after the hub has been created in the data folder.
    /// </summary>
    public int Partitions { get; init; } = DefaultPartitions;

    /// <summary>
    /// Whether all endpoints require keys, except HTTP functions with the level Anonymous. The keys are created on first use and stored in
    /// the data folder.
    /// </summary>
    public bool RequireKeys { get; init; }

    /// <summary>The origins whose scripts can call the HTTP functions, or * for all origins.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Additional app settings, with <c>:</c> between the parts of a name. These settings take precedence over the stack's app settings.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The output folder of the functions app to run, or <c>null</c> for the app that was built with the stack.</summary>
    public string? FunctionsApp { get; init; }

    /// <summary>
    /// Whether the Functions host reads the event hub as in Azure: over AMQP with the SDK's event processor, with checkpoints in Azurite's
    /// blobs. By default, the host reads the broker's log in this process, which takes a tenth of the processor time.
    /// </summary>
    public bool UseEventProcessor { get; init; }

    /// <summary>Whether the Functions worker waits up to a minute for a debugger before it starts.</summary>
    public bool WaitForDebugger { get; init; }

    /// <summary>An additional collector for the worker's spans, metrics and logs (OTLP over HTTP), or <c>null</c>.</summary>
    public Uri? OtlpCollector { get; init; }

    /// <summary>The port of the Aspire dashboard, or <c>null</c> for no dashboard. The dashboard is the additional collector.</summary>
    public int? DashboardPort { get; init; }

    /// <summary>The number of simulated systems on the board's page Fleet, or <c>null</c> for no simulation.</summary>
    public int? FleetSystems { get; init; }

    /// <summary>A callback that is called at the end of each invocation. The callback must not block or throw.</summary>
    public Action<InvocationResult>? InvocationCompleted { get; init; }

    /// <summary>The logger factory for the logs of all components, including the app.</summary>
    public required ILoggerFactory LoggerFactory { get; init; }
}
