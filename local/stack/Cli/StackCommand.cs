using CommandLines;
using LocalStack.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Cli;

/// <summary>The command line of the stack.</summary>
/// <param name="Stack">The options of the stack, except for the logs.</param>
/// <param name="DemoFlights">The number of flights to publish; null for no demo.</param>
/// <param name="ExitsAfterDemo">Whether the program ends after the demo.</param>
/// <param name="IsVerbose">Whether more than warnings are logged.</param>
internal sealed record StackCommand(LocalStackOptions Stack, int? DemoFlights, bool ExitsAfterDemo, bool IsVerbose)
{
    private const int DefaultDemoFlights = 200_000;

    /// <summary>The flights of the sample.</summary>
    private const int MaxDemoFlights = 3_000_000;

    public static ProgramCommand<StackCommand> CreateCommand()
    {
        var demo = OptionOf.Count("--demo", "Publish n real flights (200k), follow them to the API, and keep running.", MaxDemoFlights)
            .WithOptionalValue(DefaultDemoFlights);
        var exit = OptionOf.Flag("--exit", "End after the demo. The exit code is 0 only if no event was lost.");
        var keys = OptionOf.Flag(
            "--keys",
            "Require keys at every endpoint: function keys, as Azure does, in <data>/keys.json; those of the event hub, Kusto and storage "
            + "are in <data>/service-keys.json.");
        var cors = OptionOf.Text("--cors", "origins", "Origins whose scripts may call the functions, separated by commas; * for all.");
        var data = OptionOf.Text("--data", "folder", "The folder of all data; .local of the repository if it is not given.");
        var port = OptionOf.Port("--port", "HTTP functions.").WithDefault(LocalStackOptions.DefaultFunctionsPort);
        var boardPort = OptionOf.Port("--board-port", $"Board ({LocalStackOptions.DefaultBoardPort}, or a free port if --port is 0).");
        var kustoPort = OptionOf.Port("--kusto-port", "Kusto engine.").WithDefault(LocalStackOptions.DefaultKustoPort);
        var hubPort = OptionOf.Port("--eventhubs-port", "REST API of Event Hubs.").WithDefault(LocalStackOptions.DefaultEventHubsPort);
        var amqpPort = OptionOf.Port(
            "--eventhubs-amqp-port",
            $"AMQP of Event Hubs ({LocalStackOptions.DefaultEventHubsAmqpPort}, or a free port if --eventhubs-port is 0).");
        var tlsPort = OptionOf.Port(
            "--eventhubs-tls-port",
            $"AMQP of Event Hubs over TLS ({LocalStackOptions.DefaultEventHubsTlsPort}, or a free port if --eventhubs-port is 0).");
        var azuritePort = OptionOf.Port("--azurite-port", "Azurite's blobs; queues and tables have the next two ports.", max: 65533)
            .WithDefault(LocalStackOptions.DefaultAzuritePort);
        var partitions = OptionOf.Number("--partitions", "Partitions of the event hub, fixed once the data folder has it.", 1, 32)
            .WithDefault(LocalStackOptions.DefaultPartitions);
        var app = OptionOf.Text(
            "--app", "folder", "Run the functions app in this folder, such as an unpacked package, instead of the built one.");
        var setting = OptionOf.Assignments(
            "--setting",
            "App setting or environment variable of the functions' worker. It overrides the stack's own, and can be repeated.",
            "Ingestion:Retries=3");
        var eventProcessor = OptionOf.Flag(
            "--event-processor",
            "Read the event hub as in Azure: over AMQP with the SDK's processor, with checkpoints in Azurite. It is slower.");
        var otlp = OptionOf.Address(
            "--otlp",
            "Send the worker's spans, metrics and logs also to this OTLP collector, such as http://127.0.0.1:4318 (the Aspire dashboard, "
            + "Jaeger).",
            "http://127.0.0.1:4318");
        var dashboard = OptionOf.Port(
            "--dashboard",
            $"Start the Aspire dashboard ({LocalStackOptions.DefaultDashboardPort}), for traces, metrics and logs; Linux on x64 only.")
            .WithOptionalValue(LocalStackOptions.DefaultDashboardPort);
        var fleet = OptionOf.Number(
            "--fleet", $"Simulate n systems with faults ({LocalStackOptions.DefaultFleetSystems}) and show them on the board.", 1, 100)
            .WithOptionalValue(LocalStackOptions.DefaultFleetSystems);
        var debug = OptionOf.Flag("--debug", "Let the functions' worker wait for a debugger, and print its process id.");
        var verbose = OptionOf.Flag("--verbose", "Log more than warnings.");
        return new ProgramCommand<StackCommand>(
            "--project local/stack",
            "Runs the whole of LatamFunctions on this machine: functions, event hub, Kusto engine, storage. Port 0 selects a free port.",
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
                    return "--exit ends the stack after a demo, so it needs --demo.";
                if (result.GetValue(eventProcessor) && result.GetResult(demo) is not null)
                    return "--demo counts stored events by positions that --event-processor does not have. Choose one of them.";
                return result.GetResult(dashboard) is not null && result.GetResult(otlp) is not null
                    ? "--dashboard starts a collector, and --otlp names another. Choose one of them."
                    : null;
            },
        };
    }
}
