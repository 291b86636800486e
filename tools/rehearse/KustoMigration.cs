using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LocalKusto;
using LocalKusto.Configuration;

namespace Rehearse;

/// <summary>
/// Runs the pipeline's migration of the Kusto database on a local engine with the schema and events of the previous release.
/// </summary>
internal sealed class KustoMigration : IAsyncDisposable
{
    private const string Database = "flights";
    private const int Flights = 2000;

    private readonly KustoServer _kusto;
    private readonly HttpClient _http;

    private KustoMigration(KustoServer kusto) => (_kusto, _http) = (kusto, new HttpClient { BaseAddress = kusto.Endpoint });

    /// <summary>
    /// Starts an engine with data from the previous release. Each flight has an event with the aircraft, an event with the delay, and an
    /// event with neither property.
    /// </summary>
    /// <param name="folder">The engine's data folder, which is not deleted when the engine stops.</param>
    public static async Task<KustoMigration> StartAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var migration = new KustoMigration(
            await KustoServer.StartAsync(new KustoServerOptions { DataDirectory = folder, Database = Database }, cancellationToken));
        try
        {
            var before = Path.Combine(AppContext.BaseDirectory, "Before", "schema.kql");
            await migration.ApplyAsync(await File.ReadAllTextAsync(before, cancellationToken), cancellationToken);
            await migration.IngestAsync(cancellationToken);
            return migration;
        }
        catch
        {
            await migration.DisposeAsync();
            throw;
        }
    }

    /// <summary>Migrates repeatedly, applies the schema, and checks the flights.</summary>
    /// <param name="scripts">The folder with the pipeline's scripts.</param>
    /// <param name="schema">The file kusto/schema.kql.</param>
    /// <returns>The first problem, or <c>null</c> if there is no problem.</returns>
    public async Task<string?> RunAsync(string scripts, string schema, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await MigrateAsync(scripts, schema, cancellationToken);
        if (exitCode != 0)
            return output;

        // The previous release's functions read the migrated data until the schema is applied. After a rollback, the previous release's app
        // also reads the migrated data.
        if (await CountAsync("GetFlight('F-7') | where DelayMinutes == 7 and Aircraft == 'A320'", cancellationToken) != 1)
            return "After the migration, the previous release's functions do not return the state of a flight.";

        (exitCode, output) = await MigrateAsync(scripts, schema, cancellationToken);
        if (exitCode != 0 || !output.Contains("nothing to do", StringComparison.Ordinal))
            return $"A second migration does not detect that the database is already migrated: {output}";

        await ApplyAsync(await File.ReadAllTextAsync(schema, cancellationToken), cancellationToken);
        var complete = await CountAsync(
            "Flights | where Status == 'Departed' and isnotnull(DelayMinutes) and Aircraft == 'A320'", cancellationToken);
        if (complete != Flights)
            return $"After the migration, only {complete} of {Flights} flights have the latest value of each property.";

        // The new id contains the date at the origin (the previous evening), the normalized codes and the normalized flight number.
        if (await CountAsync("Flights | where FlightId == 'LA45-20991130-SCL' and Destination == 'MIA'", cancellationToken) != 1
            || await CountAsync("FlightEvents | where ScheduledDeparture > datetime(2099-01-01)", cancellationToken) != 1)
        {
            return "After the migration, the future flight does not have exactly one id, which must be the new id.";
        }

        if (await CountFoundByCodesAsync("publishers-own", cancellationToken) != 1)
            return "The API's search codes do not find a past flight with ICAO codes and leading zeros.";

        // The previous release still runs during the migration, and stores rows with old ids and codes.
        await IngestFutureFlightAsync(cancellationToken);
        await IngestAsync(FlightWithOtherCodes("e-during-migration", "published-during-migration", DateTime.UtcNow), cancellationToken);
        (exitCode, output) = await MigrateAsync(scripts, schema, cancellationToken);
        if (await CountFoundByCodesAsync("published-during-migration", cancellationToken) != 1
            || await CountAsync("FlightEvents | where EventId == 'e-during-migration'", cancellationToken) != 1)
        {
            return "The API's search codes do not find a flight that the previous release stored with ICAO codes after the migration: "
            + output;
        }

        return exitCode == 0
            && await CountAsync("Flights | where ScheduledDeparture > datetime(2099-01-01)", cancellationToken) == 1
            && await CountAsync("Flights | where FlightId == 'LA45-20991130-SCL' and DelayMinutes == 20", cancellationToken) == 1
                ? null
                : $"An event that the previous release stored after the migration does not belong to its flight: {output}";
    }

    /// <summary>Stores another event for the future flight, as the previous release does until it stops.</summary>
    public Task IngestFutureFlightAsync(CancellationToken cancellationToken) =>
        IngestAsync(FutureFlight("e-between", "FlightDelayed", "2024-05-01T01:00:00Z", ",\"DelayMinutes\":20"), cancellationToken);

    /// <summary>
    /// Stores an event as if the previous release had stored it while the script was running. The event's ingestion time is after the
    /// script's start.
    /// </summary>
    public Task IngestFutureFlightLaterAsync(CancellationToken cancellationToken) =>
        IngestAsync(
            FutureFlight("e-late", "FlightDelayed", "2024-05-01T02:00:00Z", ",\"DelayMinutes\":30")
                .Replace("\"IngestedAt\":\"2024", "\"IngestedAt\":\"2099", StringComparison.Ordinal),
            cancellationToken);

    /// <summary>Runs the pipeline's script.</summary>
    public async Task<(int ExitCode, string Output)> MigrateAsync(string scripts, string schema, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(scripts, "migrate-kusto.mjs"), _kusto.Endpoint.ToString(), Database, schema])
            start.ArgumentList.Add(argument);
        start.Environment["POLL_SECONDS"] = "0.2";
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, string.Concat(output));
    }

    /// <summary>Returns the kinds of the completed commands that were run with <c>async</c>.</summary>
    public async Task<IReadOnlyList<string>> CompletedOperationsAsync(CancellationToken cancellationToken)
    {
        using var response = await PostAsync(
            "v1/rest/mgmt", ".show operations | where State == 'Completed' | project Operation", cancellationToken);
        return [.. response.RootElement.GetProperty("Tables")[0].GetProperty("Rows").EnumerateArray().Select(row => row[0].GetString()!)];
    }

    /// <summary>Runs a script that contains commands.</summary>
    public Task ApplyAsync(string script, CancellationToken cancellationToken) =>
        PostAsync("v1/rest/mgmt", $".execute database script with (ThrowOnErrors = true) <|\n{script}", cancellationToken);

    public async Task<long> CountAsync(string query, CancellationToken cancellationToken)
    {
        using var response = await PostAsync("v1/rest/query", $"{query} | count", cancellationToken);
        return response.RootElement.GetProperty("Tables")[0].GetProperty("Rows")[0][0].GetInt64();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _kusto.DisposeAsync();
    }

    private async Task IngestAsync(CancellationToken cancellationToken)
    {
        string[] statements =
        [
            "\"EventType\":\"FlightScheduled\",\"Aircraft\":\"A320\"", "\"EventType\":\"FlightDelayed\",\"DelayMinutes\":{0}",
            "\"EventType\":\"FlightDeparted\"",
        ];
        var rows = new StringBuilder();
        foreach (var (hour, statement) in statements.Index())
        {
            for (var i = 0; i < Flights; i++)
            {
                var time = $"2024-05-01T0{hour}:00:00.0000000Z";
                rows.AppendLine(CultureInfo.InvariantCulture, $$"""
                    {"EventId":"e-{{hour}}-{{i}}","FlightId":"F-{{i}}","OccurredAt":"{{time}}","Origin":"SCL","Destination":"LIM",
                     "ScheduledDeparture":"2024-05-01T03:00:00Z",{{string.Format(CultureInfo.InvariantCulture, statement, i % 60)}},
                     "PartitionId":"0","SequenceNumber":{{i}},"EnqueuedAt":"{{time}}","IngestedAt":"{{time}}",
                     "Version":"{{time}}/{{i:D16}}/000000"}
                    """);
            }
        }

        rows.AppendLine(FutureFlight("e-next", "FlightScheduled", "2024-05-01T00:00:00Z", ""));

        rows.AppendLine(FlightWithOtherCodes("e-past", "publishers-own", new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc)));
        await IngestAsync(rows.ToString(), cancellationToken);
    }

    private Task<long> CountFoundByCodesAsync(string flightId, CancellationToken cancellationToken) =>
        CountAsync(
            $"SearchFlights(origin = 'SCL', airline = 'LA', flightNumber = '46') | where FlightId == '{flightId}'", cancellationToken);

    /// <summary>Returns an event for a past flight with the publisher's own id, and with codes that the API now normalizes.</summary>
    private static string FlightWithOtherCodes(string eventId, string flightId, DateTime ingestedAt) =>
        $$"""
        {"EventId":"{{eventId}}","FlightId":"{{flightId}}","EventType":"FlightScheduled","OccurredAt":"2024-05-01T00:00:00Z",
         "Airline":"LAN","FlightNumber":"LAN0046","Origin":"SCEL","Destination":"KMIA","ScheduledDeparture":"2024-05-02T01:30:00Z",
         "PartitionId":"0","SequenceNumber":1,"EnqueuedAt":"{{ingestedAt:O}}","IngestedAt":"{{ingestedAt:O}}",
         "Version":"2024-05-01T00:00:00.0000000Z/0000000000000002/000000"}
        """;

    /// <summary>Returns an event for a future flight, with an id in the format of the previous release.</summary>
    private static string FutureFlight(string eventId, string eventType, string occurredAt, string statement) =>
        $$"""
        {"EventId":"{{eventId}}","FlightId":"LAN0045-20991201-SCEL-KMIA","EventType":"{{eventType}}","OccurredAt":"{{occurredAt}}",
         "Airline":"LAN","FlightNumber":"0045","Origin":"SCEL","Destination":"KMIA",
         "ScheduledDeparture":"2099-12-01T01:30:00Z"{{statement}},"PartitionId":"0","SequenceNumber":1,
         "EnqueuedAt":"{{occurredAt}}","IngestedAt":"{{occurredAt}}",
         "Version":"{{occurredAt[..^1]}}.0000000Z/0000000000000001/000000"}
        """;

    private async Task IngestAsync(string rows, CancellationToken cancellationToken)
    {
        using var content = new StringContent(rows);
        using var response = await _http.PostAsync(
            $"v1/rest/ingest/{Database}/FlightEvents?streamFormat=multijson&mappingName=FlightEventsJson", content, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private async Task<JsonDocument> PostAsync(string path, string csl, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(path, new { db = Database, csl }, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new InvalidOperationException(text);
    }
}
