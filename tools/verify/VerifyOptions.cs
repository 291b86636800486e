using LocalStack.Cli;
using LocalStack.Configuration;

namespace Verify;

/// <summary>The options of the program.</summary>
internal sealed record VerifyOptions
{
    public const string Usage =
        $"""
        Publishes events with known ids and looks for every one of them: each must be visible exactly once, stored or as a dead letter,
        in order for each flight. Prints how long events took from publishing until they could be queried. Exit code 1 if the check fails.

        Usage: dotnet run -c Release --project tools/verify -- [options]

        Where
          --local                 start a local stack for the run, on data of its own
          --kills <n>             and kill -9 n times under load: the stack, its functions worker or its Azurite
          --seed <n>              of the moments of the kills (1)
          --stack <folder>        the data folder of a local stack that is running (.local of the repository)
          --hub <uri>             an event hub: https://name.servicebus.windows.net/flight-events; with all of the following
          --hub-connection <text> its connection string, or
          --hub-token <token>     a token for https://eventhubs.azure.net
          --api <uri>             https://name.azurewebsites.net/api/
          --api-key <key>         a function key that may read dead letters
          --kusto <uri>           https://name.region.kusto.windows.net
          --kusto-token <token>   a token for it
          --database <name>       flights, by default
          --partitions <n>        of the hub (4)

        What
          --events <n>            how many (100k); with --kills, as many as come until the last of them
          --rate <n>              events a second (5000)
          --batch <n>             events in a send (125)
          --flights <n>           how many flights they are of (2000)
          --bad <n>               one in n is bad on purpose (997); 0 for none
          --patches <n>           PATCH requests a second beside them (5 against a local stack, otherwise 0: they need a key that
                                  may publish)
          --settle <seconds>      how long the last events may take (300)
          --report <file>         write the outcome there too, as Markdown
          --help                  this text

        Secrets may also come from the environment: VERIFY_HUB_CONNECTION, VERIFY_HUB_TOKEN, VERIFY_API_KEY, VERIFY_KUSTO_TOKEN.
        """;

    /// <summary>What a kill run makes room for: an hour at the default rate.</summary>
    private const int MaxKillRunEvents = 18_000_000;

    private int? _patches;

    public bool IsLocal { get; private set; }

    public int Kills { get; private set; }

    public int Seed { get; private set; } = 1;

    public string StackFolder { get; private set; } = Path.Combine(BuildPaths.RepositoryRoot, ".local");

    public Uri? Hub { get; private set; }

    public string? HubConnection { get; private set; } = Secret("VERIFY_HUB_CONNECTION");

    public string? HubToken { get; private set; } = Secret("VERIFY_HUB_TOKEN");

    public Uri? Api { get; private set; }

    public string? ApiKey { get; private set; } = Secret("VERIFY_API_KEY");

    public Uri? Kusto { get; private set; }

    public string? KustoToken { get; private set; } = Secret("VERIFY_KUSTO_TOKEN");

    public string Database { get; private set; } = "flights";

    public int Partitions { get; private set; } = LocalStackOptions.DefaultPartitions;

    public int? Events { get; private set; }

    public int Rate { get; private set; } = 5000;

    public int BatchSize { get; private set; } = 125;

    public int Flights { get; private set; } = 2000;

    public int BadEvery { get; private set; } = 997;

    /// <summary>PATCH requests a second.</summary>
    public int Patches => _patches ?? (Hub is null ? 5 : 0);

    public TimeSpan Settle { get; private set; } = TimeSpan.FromMinutes(5);

    public string? Report { get; private set; }

    public bool IsHelpWanted { get; private set; }

    /// <summary>Events that there is room for.</summary>
    public int MaxEvents => Events ?? (Kills > 0 ? MaxKillRunEvents : 100_000);

    /// <exception cref="CommandLineException">An option is unknown or invalid; the message names it.</exception>
    public static VerifyOptions Parse(IReadOnlyList<string> args)
    {
        var result = new VerifyOptions();
        foreach (var (option, value) in CommandLineValues.Pairs(args))
            result.Take(option, value);
        if (result.Kills > 0 && !result.IsLocal)
            throw new CommandLineException("--kills kills a stack that this program started, so it needs --local.");
        if (result.Hub is not null && (result.Api is null || result.Kusto is null || (result.HubConnection ?? result.HubToken) is null))
            throw new CommandLineException("--hub needs --api, --kusto, and one of --hub-connection and --hub-token.");
        return result;
    }

    /// <summary>The addresses that the options give; null if a local stack gives them.</summary>
    public Addresses? Addresses => Hub is null
        ? null
        : new Addresses(Hub, HubToken is null ? HubConnection : null, HubToken, Api!, ApiKey, Kusto!, KustoToken, Database);

    private void Take(string option, string? value)
    {
        switch (option)
        {
            case "--local":
                IsLocal = CommandLineValues.Flag(option, value);
                break;
            case "--kills":
                Kills = CommandLineValues.Number(option, value, 1, 10_000);
                break;
            case "--seed":
                Seed = CommandLineValues.Number(option, value, 0, int.MaxValue);
                break;
            case "--stack":
                StackFolder = CommandLineValues.Text(option, value);
                break;
            case "--hub":
                Hub = Address(option, value);
                break;
            case "--hub-connection":
                HubConnection = CommandLineValues.Text(option, value);
                break;
            case "--hub-token":
                HubToken = CommandLineValues.Text(option, value);
                break;
            case "--api":
                Api = Address(option, value);
                break;
            case "--api-key":
                ApiKey = CommandLineValues.Text(option, value);
                break;
            case "--kusto":
                Kusto = Address(option, value);
                break;
            case "--kusto-token":
                KustoToken = CommandLineValues.Text(option, value);
                break;
            case "--database":
                Database = CommandLineValues.Text(option, value);
                break;
            case "--partitions":
                Partitions = CommandLineValues.Number(option, value, 1, 2000);
                break;
            case "--events":
                Events = CommandLineValues.Count(option, value, RunPlan.MaxEvents);
                break;
            case "--rate":
                Rate = CommandLineValues.Count(option, value, 10_000_000);
                break;
            case "--batch":
                BatchSize = CommandLineValues.Number(option, value, 1, 2000);
                break;
            case "--flights":
                Flights = CommandLineValues.Count(option, value, 400_000);
                break;
            case "--bad":
                BadEvery = CommandLineValues.Number(option, value, 0, int.MaxValue);
                break;
            case "--patches":
                _patches = CommandLineValues.Number(option, value, 0, 1000);
                break;
            case "--settle":
                Settle = TimeSpan.FromSeconds(CommandLineValues.Number(option, value, 1, 86_400));
                break;
            case "--report":
                Report = CommandLineValues.Text(option, value);
                break;
            case "--help" or "-h":
                IsHelpWanted = CommandLineValues.Flag(option, value);
                break;
            default:
                throw new CommandLineException($"'{option}' is not an option.");
        }
    }

    private static Uri Address(string option, string? value) =>
        Uri.TryCreate(CommandLineValues.Text(option, value), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new CommandLineException($"{option} needs an http(s) address, not '{value}'.");

    private static string? Secret(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
