using System.CommandLine;

namespace LatamFunctions.Import;

/// <summary>The options of the command line.</summary>
internal static class CommandLine
{
    /// <summary>The environment variable of the connection string, since other processes can read the command line.</summary>
    private const string ConnectionVariable = "EVENTHUBS_CONNECTION_STRING";

    public static RootCommand Create(Func<ImportOptions, CancellationToken, Task<int>> runAsync)
    {
        var file = new Argument<FileInfo>("FILE") { Description = $"The file: {RecordSource.Formats}." };
        file.AcceptExistingOnly();
        var map = new Option<string>("--map")
        {
            Description = $"The map from records to events: {string.Join(", ", FlightMap.Names)}, or the path of a .sql file.",
            Required = true,
        };
        var host = new Option<string?>("--namespace")
        {
            Description = "The host of an Event Hubs namespace (name.servicebus.windows.net), opened with your Microsoft Entra credential.",
        };
        var connection = new Option<string?>("--connection-string")
        {
            Description = $"An Event Hubs connection string; better set in the environment variable {ConnectionVariable}. "
                + "Without one and without --namespace the events go to the local stack.",
        };
        var hub = new Option<string>("--hub") { Description = "The name of the event hub.", DefaultValueFactory = _ => "flight-events" };
        var encoding = new Option<string>("--encoding") { Description = "The encoding of a CSV file.", DefaultValueFactory = _ => "utf-8" };
        encoding.AcceptOnlyFromAmong("utf-8", "utf-16", "latin-1");
        var dryRun = new Option<bool>("--dry-run") { Description = "Validate all records without publishing them." };
        var restart = new Option<bool>("--restart")
        {
            Description = "Begin with the first record and ignore the progress of an earlier run.",
        };

        var command = new RootCommand("Publishes the flights of a file to an event hub. See docs/importing.md.")
        {
            file, map, host, connection, hub, encoding, dryRun, restart,
        };
        command.SetAction((result, cancellationToken) => runAsync(
            new ImportOptions
            {
                File = result.GetRequiredValue(file),
                Map = result.GetRequiredValue(map),
                Namespace = result.GetValue(host),
                ConnectionString = result.GetValue(connection) ?? Environment.GetEnvironmentVariable(ConnectionVariable),
                Hub = result.GetRequiredValue(hub),
                Encoding = result.GetRequiredValue(encoding),
                IsDryRun = result.GetValue(dryRun),
                Restarts = result.GetValue(restart),
            },
            cancellationToken));
        return command;
    }
}
