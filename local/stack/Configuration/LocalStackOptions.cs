using LocalFunctions.Host.Invocations;
using Microsoft.Extensions.Logging;

namespace LocalStack.Configuration;

/// <summary>Ports are TCP ports on loopback; 0 selects a free port.</summary>
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

    /// <summary>The folder with all data that survives a restart. One stack at a time.</summary>
    public required string DataDirectory { get; init; }

    public int FunctionsPort { get; init; } = DefaultFunctionsPort;

    public int KustoPort { get; init; } = DefaultKustoPort;

    /// <summary>The event hub's REST API.</summary>
    public int EventHubsPort { get; init; } = DefaultEventHubsPort;

    /// <summary>The event hub's AMQP; null for the default, or for a free one where <see cref="EventHubsPort"/> is free.</summary>
    public int? EventHubsAmqpPort { get; init; }

    /// <summary>The event hub's AMQP over TLS; null as for <see cref="EventHubsAmqpPort"/>.</summary>
    public int? EventHubsTlsPort { get; init; }

    internal int AmqpPort => EventHubsAmqpPort ?? (EventHubsPort == 0 ? 0 : DefaultEventHubsAmqpPort);

    internal int AmqpTlsPort => EventHubsTlsPort ?? (EventHubsPort == 0 ? 0 : DefaultEventHubsTlsPort);

    /// <summary>Azurite's blobs; queues and tables are on the next two.</summary>
    public int AzuritePort { get; init; } = DefaultAzuritePort;

    /// <summary>The board; null for the default, or for a free one where <see cref="FunctionsPort"/> is free.</summary>
    public int? BoardPort { get; init; }

    internal int BoardPortOrDefault => BoardPort ?? (FunctionsPort == 0 ? 0 : DefaultBoardPort);

    /// <summary>The number of the event hub's partitions; fixed once the data folder contains it.</summary>
    public int Partitions { get; init; } = DefaultPartitions;

    /// <summary>
    /// Whether HTTP functions above the level Anonymous require a key. The keys are created on first use and stored in the data folder.
    /// </summary>
    public bool RequireKeys { get; init; }

    /// <summary>Origins whose scripts may call the HTTP functions; * for all.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>App settings in addition to those of the stack, with <c>:</c> between the parts of a name. They take precedence.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The output folder of the functions app to run; null for the one that was built with the stack.</summary>
    public string? FunctionsApp { get; init; }

    /// <summary>
    /// Whether the Functions host reads the event hub as in Azure: over AMQP with the SDK's processor, with checkpoints in Azurite's blobs.
    /// It otherwise reads in this process, which requires a tenth of the processor time.
    /// </summary>
    public bool UseEventProcessor { get; init; }

    /// <summary>Whether the functions' worker waits for a debugger, at most a minute, before it starts.</summary>
    public bool WaitForDebugger { get; init; }

    /// <summary>A collector that receives the worker's spans, metrics and logs, too, by OTLP over HTTP; null if there is none.</summary>
    public Uri? OtlpCollector { get; init; }

    /// <summary>The port of the Aspire dashboard, which then is the collector; null for no dashboard.</summary>
    public int? DashboardPort { get; init; }

    /// <summary>The number of systems that the board's page Fleet simulates; null for no such page.</summary>
    public int? FleetSystems { get; init; }

    /// <summary>Called at the end of each invocation. It must return quickly and not throw.</summary>
    public Action<InvocationResult>? InvocationCompleted { get; init; }

    /// <summary>The logs of all parts, including the app.</summary>
    public required ILoggerFactory LoggerFactory { get; init; }
}
