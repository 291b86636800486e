using System.CommandLine;
using Azure.Messaging.EventHubs.Producer;
using CommandLines;
using LocalStack.Configuration;

namespace Verify;

/// <summary>The options of the program.</summary>
internal sealed record VerifyOptions
{
    /// <summary>The maximum number of events in a run with kills, for which memory is allocated: an hour at the default rate.</summary>
    private const int MaxKillRunEvents = 18_000_000;

    private const string HubConnectionVariable = "VERIFY_HUB_CONNECTION";
    private const string HubTokenVariable = "VERIFY_HUB_TOKEN";
    private const string ApiKeyVariable = "VERIFY_API_KEY";
    private const string KustoTokenVariable = "VERIFY_KUSTO_TOKEN";

    public required bool IsLocal { get; init; }

    public required int Kills { get; init; }

    public required int Seed { get; init; }

    public required string StackFolder { get; init; }

    /// <summary>The addresses from the options, or <c>null</c> if a local stack provides the addresses.</summary>
    public required Addresses? Addresses { get; init; }

    /// <summary>The function key of a running stack.</summary>
    public required string? ApiKey { get; init; }

    public required int Partitions { get; init; }

    /// <summary>The maximum number of events to publish.</summary>
    public required int MaxEvents { get; init; }

    /// <summary>The number of events per second.</summary>
    public required int Rate { get; init; }

    public required int BatchSize { get; init; }

    public required int Flights { get; init; }

    /// <summary>The interval at which events are invalid, or 0 if all events are valid.</summary>
    public required int BadEvery { get; init; }

    /// <summary>The number of PATCH requests per second.</summary>
    public required int Patches { get; init; }

    public required TimeSpan Settle { get; init; }

    /// <summary>The path of the Markdown file for the outcome, or <c>null</c> to write no file.</summary>
    public required string? Report { get; init; }

    public static ProgramCommand<VerifyOptions> CreateCommand()
    {
        var local = OptionOf.Flag("--local", "Start a local stack for the run, with separate data.");
        var kills = OptionOf.Number(
            "--kills", "Kill the stack, its Functions worker or its Azurite n times under load. Requires --local.", 1, 10_000);
        var seed = OptionOf.Number("--seed", "Seed for the times of the kills.", 0, int.MaxValue).WithDefault(1);
        var stack = OptionOf.Text("--stack", "folder", "Data folder of a running local stack (by default, .local in the repository).");
        var hub = OptionOf.Address(
            "--hub",
            "Event hub. Requires --api, --kusto, and --hub-connection or --hub-token.",
            "https://name.servicebus.windows.net/flight-events");
        var hubConnection = Secret("--hub-connection", "text", "Connection string of the event hub.", HubConnectionVariable);
        var hubToken = Secret("--hub-token", "token", "Token for https://eventhubs.azure.net.", HubTokenVariable);
        var api = OptionOf.Address("--api", "API.", "https://name.azurewebsites.net/api/");
        var apiKey = Secret("--api-key", "key", "Function key that can read dead letters.", ApiKeyVariable);
        var kusto = OptionOf.Address("--kusto", "Cluster.", "https://name.region.kusto.windows.net");
        var kustoToken = Secret("--kusto-token", "token", "Token for the cluster.", KustoTokenVariable);
        var database = OptionOf.Text("--database", "name", "Database in the cluster.").WithDefault("flights");
        var partitions = OptionOf.Number("--partitions", "Number of partitions in the event hub.", 1, 2000)
            .WithDefault(LocalStackOptions.DefaultPartitions);
        var events = OptionOf.Count(
            "--events", "Events to publish (100k; with --kills, all events that are due before the last kill).", RunPlan.MaxEvents);
        var rate = OptionOf.Count("--rate", "Events per second.", 10_000_000).WithDefault(5000);
        var batch = OptionOf.Number("--batch", "Events per send.", 1, 2000).WithDefault(125);
        var flights = OptionOf.Count("--flights", "Number of flights.", 400_000).WithDefault(2000);
        var bad = OptionOf.Number("--bad", "Make one in n events invalid; 0 for none.", 0, int.MaxValue).WithDefault(997);
        var patches = OptionOf.Number(
            "--patches",
            "PATCH requests per second (5 for a local stack, otherwise 0 because they require a key that can publish).",
            0,
            1000);
        var settle = OptionOf.Number("--settle", "Seconds to wait for the last events.", 1, 86_400).WithDefault(300);
        var report = OptionOf.Text("--report", "file", "Also write the outcome to this file, as Markdown.");
        return new ProgramCommand<VerifyOptions>(
            "-c Release --project tools/verify",
            "Publishes events with known ids and checks that each event is visible exactly once, stored or as a dead letter, in order for "
            + "each flight. Prints how long events took to become queryable. Exit code: 0 if the check succeeded, 1 if the check failed or "
            + "could not be completed, 2 if an option is invalid.",
            [
                local, kills, seed, stack, hub, hubConnection, hubToken, api, apiKey, kusto, kustoToken, database, partitions, events, rate,
                batch, flights, bad, patches, settle, report,
            ],
            result =>
            {
                var token = Value(result, hubToken, HubTokenVariable);
                var connection = Value(result, hubConnection, HubConnectionVariable);
                var key = Value(result, apiKey, ApiKeyVariable);
                var killCount = result.GetValue(kills);
                return new VerifyOptions
                {
                    IsLocal = result.GetValue(local),
                    Kills = killCount,
                    Seed = result.GetValue(seed),
                    StackFolder = result.GetValue(stack) ?? Path.Combine(BuildPaths.RepositoryRoot, ".local"),
                    Addresses = result.GetValue(hub) is { } address
                        ? new Addresses(
                            address, token is null ? connection : null, token, result.GetValue(api)!, key, result.GetValue(kusto)!,
                            Value(result, kustoToken, KustoTokenVariable), result.GetRequiredValue(database))
                        : null,
                    ApiKey = key,
                    Partitions = result.GetValue(partitions),
                    MaxEvents = result.ValueOrNull(events) ?? (killCount > 0 ? MaxKillRunEvents : 100_000),
                    Rate = result.GetValue(rate),
                    BatchSize = result.GetValue(batch),
                    Flights = result.GetValue(flights),
                    BadEvery = result.GetValue(bad),
                    Patches = result.ValueOrNull(patches) ?? (result.GetValue(hub) is null ? 5 : 0),
                    Settle = TimeSpan.FromSeconds(result.GetValue(settle)),
                    Report = result.GetValue(report),
                };
            })
        {
            Check = result =>
            {
                if (result.GetResult(kills) is not null && !result.GetValue(local))
                    return "--kills kills a stack that this program started, so it requires --local.";
                if (result.GetValue(hub) is not { } address)
                    return null;
                var (connection, token) =
                    (Value(result, hubConnection, HubConnectionVariable), Value(result, hubToken, HubTokenVariable));
                if (result.GetValue(api) is null || result.GetValue(kusto) is null || (connection ?? token) is null)
                    return "--hub requires --api, --kusto, and either --hub-connection or --hub-token.";
                return token is not null || IsFor(address, connection!)
                    ? null
                    : $"--hub-connection is not a connection string for the event hub {address}.";
            },
        };
    }

    /// <summary>
    /// Creates the option for a secret. The secret must not be the option's default, because the help text prints defaults.
    /// </summary>
    private static Option<string> Secret(string name, string valueName, string description, string variable) =>
        OptionOf.Text(name, valueName, $"{description} Prefer the environment variable {variable}.");

    /// <summary>Returns whether the SDK accepts a connection string and connects to the specified event hub with it.</summary>
    private static bool IsFor(Uri hub, string connectionString)
    {
        try
        {
            // The client opens no connection before the first send.
            var producer = new EventHubProducerClient(connectionString, hub.AbsolutePath.Trim('/'));
            return string.Equals(producer.FullyQualifiedNamespace, hub.Host, StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return false;
        }
    }

    private static string? Value(ParseResult result, Option<string> option, string variable) =>
        result.GetValue(option) ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null);
}
