using System.CommandLine;
using CommandLines;
using LatamFunctions.Events;

namespace LatamFunctions.Import;

/// <summary>The command line of the program.</summary>
internal static class ImportCommand
{
    /// <summary>
    /// The environment variable for the connection string, which is preferable to the option because other processes can read the command
    /// line.
    /// </summary>
    private const string ConnectionVariable = "EVENTHUBS_CONNECTION_STRING";

    public static ProgramCommand<ImportOptions> Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = $"The file: {RecordSource.Formats}." };
        file.AcceptExistingOnly();
        var map = OptionOf.Text(
            "--map", "map", $"The map from records to events: {string.Join(", ", FlightMap.Names)}, or the path of a .sql file.");
        map.Required = true;
        var host = OptionOf.Text(
            "--namespace",
            "host",
            "The host of an Event Hubs namespace (name.servicebus.windows.net), opened with your Microsoft Entra credential.");
        var connection = OptionOf.Text(
            "--connection-string",
            "text",
            $"An Event Hubs connection string. Prefer the environment variable {ConnectionVariable}. "
            + "If neither a connection string nor --namespace is specified, events are sent to the local stack.");
        var hub = OptionOf.Text("--hub", "name", "The name of the event hub.").WithDefault(EventHubNames.Hub);
        var encoding = OptionOf.Choice("--encoding", "encoding", "The encoding of a CSV file", "utf-8", "utf-16", "latin-1")
            .WithDefault("utf-8");
        var dryRun = OptionOf.Flag("--dry-run", "Validate all records without publishing them.");
        var restart = OptionOf.Flag("--restart", "Start with the first record and ignore the progress of an earlier run.");
        var verbose = OptionOf.Flag("--verbose", "Also write the stack trace of an unexpected error.");
        return new ProgramCommand<ImportOptions>(
            "--project tools/import",
            "Publishes the flights in a file to an event hub. See docs/importing.md. Exit code: 0 if all records are published; 1 if the "
            + "import could not be completed; 2 if some records are rejected and all other records are published.",
            [file, map, host, connection, hub, encoding, dryRun, restart, verbose],
            result => new ImportOptions
            {
                File = result.GetRequiredValue(file),
                Map = result.GetRequiredValue(map),
                Namespace = result.GetValue(host),
                ConnectionString = result.GetValue(connection) ?? Environment.GetEnvironmentVariable(ConnectionVariable),
                Hub = result.GetRequiredValue(hub),
                Encoding = result.GetRequiredValue(encoding),
                IsDryRun = result.GetValue(dryRun),
                Restarts = result.GetValue(restart),
                IsVerbose = result.GetValue(verbose),
            })
        {
            ErrorExitCode = 1,
        };
    }
}
