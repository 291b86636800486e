using CommandLines;
using LocalStack.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Cli;

/// <summary>The options on the stack's command line.</summary>
/// <param name="Stack">The options of the stack, without the logger factory.</param>
/// <param name="DemoFlights">The number of flights to publish, or <c>null</c> for no demo.</param>
/// <param name="ExitsAfterDemo">Whether the program ends after the demo.</param>
/// <param name="IsVerbose">Whether informational messages are logged in addition to warnings and errors.</param>
internal sealed record StackCommand(LocalStackOptions Stack, int? DemoFlights, bool ExitsAfterDemo, bool IsVerbose)
{
    private const int DefaultDemoFlights = 200_000;

    /// <summary>The number of flights in the sample.</summary>
    private const int MaxDemoFlights = 3_000_000;

    public static ProgramCommand<StackCommand> CreateCommand()
    {
        var demo = OptionOf.Count("--demo", "Publish n real flights (200k), verify each stage, and keep running.", MaxDemoFlights)
            .WithOptionalValue(DefaultDemoFlights);
        var exit = OptionOf.Flag("--exit", "Exit after the demo. The exit code is 0 only if no event was lost.");
        var keys = OptionOf.Flag(
            "--keys",
            "Require keys at every endpoint. Function keys are in <data>/keys.json; keys of the event hub, Kusto and storage are in "
            + "<data>/service-keys.json.");
        var cors = OptionOf.Text("--cors", "origins", "Comma-separated origins whose scripts can call the functions; * for all origins.");
        var data = OptionOf.Text("--data", "folder", "Folder for all data (default: .local in the repository).");
        var port = OptionOf.Port("--port", "HTTP functions.").WithDefault(LocalStackOptions.DefaultFunctionsPort);
        var boardPort = OptionOf.Port("--board-port", $"Board ({LocalStackOptions.DefaultBoardPort}, or a free port if --port is 0).");
        var kustoPort = OptionOf.Port("--kusto-port", "Kusto engine.").WithDefault(LocalStackOptions.DefaultKustoPort);
        var hubPort = OptionOf.Port("--eventhubs-port", "Event Hubs REST API.").WithDefault(LocalStackOptions.DefaultEventHubsPort);
        var amqpPort = OptionOf.Port(
            "--eventhubs-amqp-port",
            $"Event Hubs over AMQP ({LocalStackOptions.DefaultEventHubsAmqpPort}, or a free port if --eventhubs-port is 0).");
        var tlsPort = OptionOf.Port(
            "--eventhubs-tls-port",
            $"Event Hubs over AMQP with TLS ({LocalStackOptions.DefaultEventHubsTlsPort}, or a free port if --eventhubs-port is 0).");
        var azuritePort = OptionOf.Port("--azurite-port", "Azurite's blob service; queues and tables use the next two ports.", max: 65533)
            .WithDefault(LocalStackOptions.DefaultAzuritePort);
        var partitions = OptionOf.Number("--partitions", "Number of partitions in the event hub; cannot be changed later.", 1, 32)
            .WithDefault(LocalStackOptions.DefaultPartitions);
        var app = OptionOf.Text(
            "--app", "folder", "Run the functions app in this folder, such as an unpacked package, instead of the build output.");
        var setting = OptionOf.Assignments(
            "--setting",
            "App setting or environment variable for the Functions worker. It overrides the stack's value. The option can be repeated.",
            "Ingestion:Retries=3");
        var eventProcessor = OptionOf.Flag(
            "--event-processor",
            "Read the event hub as in Azure (slower): over AMQP with the SDK's event processor, with checkpoints in Azurite.");
        var otlp = OptionOf.Address(
            "--otlp",
            "Also send the worker's spans, metrics and logs to this OTLP collector, such as http://127.0.0.1:4318 (the Aspire dashboard, "
            + "Jaeger).",
            "http://127.0.0.1:4318");
        var dashboard = OptionOf.Port(
            "--dashboard",
            $"Start the Aspire dashboard ({LocalStackOptions.DefaultDashboardPort}), for traces, metrics and logs; Linux on x64 only.")
            .WithOptionalValue(LocalStackOptions.DefaultDashboardPort);
        var fleet = OptionOf.Number(
            "--fleet", $"Simulate n systems with faults ({LocalStackOptions.DefaultFleetSystems}) and show them on the board.", 1, 100)
            .WithOptionalValue(LocalStackOptions.DefaultFleetSystems);
        var debug = OptionOf.Flag("--debug", "Make the Functions worker wait for a debugger, and print its process id.");
        var verbose = OptionOf.Flag("--verbose", "Also log informational messages.");
        return new ProgramCommand<StackCommand>(
            "--project local/stack",
            "Runs the whole system on this machine: functions, event hub, Kusto engine, storage. Port 0 selects a free port.",
            [
                demo, exit, keys, cors, data, port, boardPort, kustoPort, hubPort, amqpPort, tlsPort, azuritePort, partitions, app, setting,
                eventProcessor, otlp, dashboard, fleet, debug, verbose,
            ],
            result => new StackCommand(
                new LocalStackOptions
                {
                    DataDirectory = result.GetValue(data) ?? Path.Combine(BuildPaths.RepositoryRoot, ".local"),
                    FunctionsPort = result.GetValue(port),
                    BoardPort = result.ValueOrNull(boardPort),
                    KustoPort = result.GetValue(kustoPort),
                    EventHubsPort = result.GetValue(hubPort),
                    EventHubsAmqpPort = result.ValueOrNull(amqpPort),
                    EventHubsTlsPort = result.ValueOrNull(tlsPort),
                    AzuritePort = result.GetValue(azuritePort),
                    Partitions = result.GetValue(partitions),
                    RequireKeys = result.GetValue(keys),
                    AllowedOrigins = (result.GetValue(cors) ?? "")
                        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                    Settings = result.GetRequiredValue(setting),
                    FunctionsApp = result.GetValue(app),
                    UseEventProcessor = result.GetValue(eventProcessor),
                    OtlpCollector = result.GetValue(otlp),
                    DashboardPort = result.ValueOrNull(dashboard),
                    FleetSystems = result.ValueOrNull(fleet),
                    WaitForDebugger = result.GetValue(debug),
                    LoggerFactory = NullLoggerFactory.Instance,
                },
                result.ValueOrNull(demo),
                result.GetValue(exit),
                result.GetValue(verbose)))
        {
            Check = result =>
            {
                if (result.GetValue(exit) && result.GetResult(demo) is null)
                    return "--exit ends the stack after the demo, so it requires --demo.";
                if (result.GetValue(eventProcessor) && result.GetResult(demo) is not null)
                    return "--demo needs broker positions, which --event-processor does not provide. Use only one of the two options.";
                return result.GetResult(dashboard) is not null && result.GetResult(otlp) is not null
                    ? "--dashboard starts a collector, and --otlp specifies another collector. Use only one of the two options."
                    : null;
            },
        };
    }
}
