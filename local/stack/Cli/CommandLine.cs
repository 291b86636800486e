using LocalStack.Configuration;

namespace LocalStack.Cli;

/// <summary>The options of the program.</summary>
internal sealed record CommandLine
{
    public const string Usage =
        $"""
        Runs the whole of LatamFunctions on this machine: functions, event hub, Kusto engine, storage.

        Usage: dotnet run --project local/stack -- [options]

          --demo [200k|3m|N]      publish N real flights (200k by default), follow them to the API, keep running
          --exit                  end after the demo; exit code 0 only if no event was lost
          --keys                  require keys of every endpoint: function keys, as Azure does, in <data>/keys.json;
                                  those of the event hub, Kusto and storage in <data>/service-keys.json
          --cors <origins>        origins whose scripts may call the functions, separated by commas; * for all
          --data <folder>         where everything is kept; .local of the repository by default
          --port <port>           HTTP functions (7071)
          --board-port <port>     board (7070, or free where --port is 0)
          --kusto-port <port>     Kusto engine (8080)
          --eventhubs-port <port> Event Hubs' REST API (5380)
          --eventhubs-amqp-port <port>
                                  Event Hubs' AMQP (5672, or free where --eventhubs-port is 0)
          --eventhubs-tls-port <port>
                                  Event Hubs' AMQP over TLS (5671, or free where --eventhubs-port is 0)
          --azurite-port <port>   Azurite's blobs (10000); queues and tables get the next two
          --partitions <n>        partitions of the event hub (4), fixed once the data folder has it
          --app <folder>          run the functions app of this folder, for instance an unpacked package, not the built one
          --setting <name=value>  app setting or environment variable of the functions' worker; can be repeated, and wins over the
                                  stack's own
          --otlp <address>        send the worker's spans, metrics and logs to this OTLP collector too, such as
                                  http://127.0.0.1:4318 (the Aspire dashboard, Jaeger)
          --dashboard [port]      start the Aspire dashboard (18888), which shows traces, metrics and logs; Linux on x64 only
          --debug                 let the functions' worker wait for a debugger and print its process id
          --verbose               log more than warnings
          --help                  this text

        A port of 0 takes a free one.
        """;

    private const int DefaultDemoFlights = 200_000;

    /// <summary>What the sample has.</summary>
    private const int MaxDemoFlights = 3_000_000;

    public string DataDirectory { get; private set; } = Path.Combine(BuildPaths.RepositoryRoot, ".local");

    public int FunctionsPort { get; private set; } = LocalStackOptions.DefaultFunctionsPort;

    /// <summary>Null: see <see cref="LocalStackOptions.BoardPort"/>.</summary>
    public int? BoardPort { get; private set; }

    public int KustoPort { get; private set; } = LocalStackOptions.DefaultKustoPort;

    public int EventHubsPort { get; private set; } = LocalStackOptions.DefaultEventHubsPort;

    /// <summary>Null: see <see cref="LocalStackOptions.EventHubsAmqpPort"/>.</summary>
    public int? EventHubsAmqpPort { get; private set; }

    /// <summary>Null: see <see cref="LocalStackOptions.EventHubsTlsPort"/>.</summary>
    public int? EventHubsTlsPort { get; private set; }

    public int AzuritePort { get; private set; } = LocalStackOptions.DefaultAzuritePort;

    public int Partitions { get; private set; } = LocalStackOptions.DefaultPartitions;

    public bool RequireKeys { get; private set; }

    /// <summary>Flights to publish; null for no demo.</summary>
    public int? DemoFlights { get; private set; }

    public IReadOnlyList<string> AllowedOrigins { get; private set; } = [];

    public bool ExitAfterDemo { get; private set; }

    /// <summary>The functions app's folder; null for the one that was built with the stack.</summary>
    public string? FunctionsApp { get; private set; }

    /// <summary>App settings that win over those that the stack makes.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>A collector of telemetry; null for none.</summary>
    public Uri? OtlpCollector { get; private set; }

    /// <summary>The port of the Aspire dashboard; null for none.</summary>
    public int? DashboardPort { get; private set; }

    public bool WaitForDebugger { get; private set; }

    public bool IsVerbose { get; private set; }

    public bool IsHelpWanted { get; private set; }

    /// <exception cref="CommandLineException">An option is unknown or invalid; the message names it.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var result = new CommandLine();
        foreach (var (option, value) in CommandLineValues.Pairs(args))
            result.Take(option, value);
        if (result.ExitAfterDemo && result.DemoFlights is null)
            throw new CommandLineException("--exit ends the stack after a demo, so it needs --demo.");
        if (result.DashboardPort is not null && result.OtlpCollector is not null)
            throw new CommandLineException("--dashboard starts a collector, and --otlp names another. Choose one of them.");
        return result;
    }

    private void Take(string option, string? value)
    {
        switch (option)
        {
            case "--demo":
                DemoFlights = value is null ? DefaultDemoFlights : CommandLineValues.Count(option, value, MaxDemoFlights);
                break;
            case "--exit":
                ExitAfterDemo = CommandLineValues.Flag(option, value);
                break;
            case "--keys":
                RequireKeys = CommandLineValues.Flag(option, value);
                break;
            case "--cors":
                AllowedOrigins = CommandLineValues.Text(option, value)
                    .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                break;
            case "--app":
                FunctionsApp = CommandLineValues.Text(option, value);
                break;
            case "--setting":
                var (name, text) = CommandLineValues.Assignment(option, value);
                Settings[name] = text;
                break;
            case "--otlp":
                OtlpCollector = CommandLineValues.Address(option, value);
                break;
            case "--dashboard":
                DashboardPort = value is null ? LocalStackOptions.DefaultDashboardPort : CommandLineValues.Number(option, value, 0, 65535);
                break;
            case "--debug":
                WaitForDebugger = CommandLineValues.Flag(option, value);
                break;
            case "--verbose":
                IsVerbose = CommandLineValues.Flag(option, value);
                break;
            case "--help" or "-h":
                IsHelpWanted = CommandLineValues.Flag(option, value);
                break;
            case "--data":
                DataDirectory = CommandLineValues.Text(option, value);
                break;
            case "--port":
                FunctionsPort = CommandLineValues.Number(option, value, 0, 65535);
                break;
            case "--board-port":
                BoardPort = CommandLineValues.Number(option, value, 0, 65535);
                break;
            case "--kusto-port":
                KustoPort = CommandLineValues.Number(option, value, 0, 65535);
                break;
            case "--eventhubs-port":
                EventHubsPort = CommandLineValues.Number(option, value, 0, 65535);
                break;
            case "--eventhubs-tls-port":
                EventHubsTlsPort = CommandLineValues.Number(option, value, 0, 65535);
                break;
            case "--eventhubs-amqp-port":
                EventHubsAmqpPort = CommandLineValues.Number(option, value, 0, 65535);
                break;
            case "--azurite-port":
                AzuritePort = CommandLineValues.Number(option, value, 0, 65533);
                break;
            case "--partitions":
                Partitions = CommandLineValues.Number(option, value, 1, 32);
                break;
            default:
                throw new CommandLineException($"'{option}' is not an option.");
        }
    }
}
