using System.Globalization;
using System.Text;
using System.Text.Json;
using LoadBenchmark.Alerts;
using LocalKusto;
using LocalKusto.Configuration;
using LocalStack.Kusto;

namespace LoadBenchmark.Drills;

/// <summary>
/// Evaluates the alerts' own KQL on the local engine, over the rows that Azure's tables would contain during an incident.
/// </summary>
internal sealed class LogAlertReplay : IAsyncDisposable
{
    private const string Database = "logs";
    private const int RowsOfACommand = 5000;

    /// <summary>The start of the incident, an arbitrary whole hour.</summary>
    private static readonly DateTimeOffset Onset = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Tables =
    [
        "AppMetrics "
            + "(TimeGenerated: datetime, Name: string, Sum: real, Max: real, ItemCount: int, AppRoleName: string, Properties: dynamic)",
        "AzureMetrics (TimeGenerated: datetime, ResourceProvider: string, Resource: string, MetricName: string, Total: real)",
        "AppAvailabilityResults (TimeGenerated: datetime, Name: string, Location: string, Success: bool)",

        // The rules read these tables, which remain empty.
        "AppExceptions (TimeGenerated: datetime, ItemCount: int, AppRoleName: string)",
        "FunctionAppLogs (TimeGenerated: datetime, Message: string, AppName: string, RoleInstance: string)",
        "_LogOperation (TimeGenerated: datetime, Category: string, Detail: string)",
    ];

    private readonly KustoServer _server;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly KustoRestClient _kusto;
    private readonly IReadOnlyList<AlertRule> _rules = AlertRule.Read();

    private LogAlertReplay(KustoServer server)
    {
        _server = server;
        _kusto = new KustoRestClient(_http, server.Endpoint, Database);
    }

    /// <param name="folder">An empty folder for the engine.</param>
    public static async Task<LogAlertReplay> StartAsync(string folder)
    {
        var replay = new LogAlertReplay(
            await KustoServer.StartAsync(new KustoServerOptions { DataDirectory = folder, Port = 0, Database = Database }));
        foreach (var table in Tables)
            await replay._kusto.CommandAsync($".create table {table}", default);
        return replay;
    }

    /// <summary>
    /// Returns the alerts that fire within an hour after the fault, ordered by the time of the first evaluation that returns rows. The time
    /// is 0 for alerts that fire without the fault.
    /// </summary>
    public async Task<IReadOnlyList<AlertTime>> FindAsync(Incident incident, CancellationToken cancellationToken)
    {
        await FeedAsync(incident, cancellationToken);
        var found = new List<AlertTime>();
        foreach (var rule in _rules)
        {
            var schedule = new EvaluationSchedule(rule.FrequencyMinutes);
            if (await schedule.FirstAsync(Incident.MinutesAfter, minute => FiresAsync(rule, minute, cancellationToken)) is { } minutes)
                found.Add(new AlertTime(rule.Name, rule.Severity, minutes));
        }

        return [.. found.OrderBy(alert => alert.Minutes).ThenBy(alert => alert.Severity)];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<bool> FiresAsync(AlertRule rule, int minutes, CancellationToken cancellationToken) =>
        (await _kusto.QueryAsync(rule.At(Onset.AddMinutes(minutes)), cancellationToken)).Count > 0;

    private async Task FeedAsync(Incident incident, CancellationToken cancellationToken)
    {
        var (metrics, platform, availability) = (new List<string>(), new List<string>(), new List<string>());
        for (var number = -Incident.MinutesBefore; number < Incident.MinutesAfter; number++)
        {
            // The metrics for a minute are exported at the end of the minute.
            var at = Onset.AddMinutes(number + 1).AddSeconds(-1).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
            var minute = incident.At(number);
            metrics.AddRange(minute.Metrics.Select(row => Csv(
                at,
                row.Name,
                Text(row.Sum),
                Text(row.Max),
                row.Count.ToString(CultureInfo.InvariantCulture),
                "FUNCTION_APP",
                JsonSerializer.Serialize(row.Labels))));
            platform.Add(Csv(at, "MICROSOFT.EVENTHUB", "EVENT_HUBS", "IncomingMessages", Text(minute.Arrived)));
            if (number % 5 == 0)
            {
                var result = minute.IsHealthy ? "true" : "false";
                availability.AddRange(from place in new[] { "a", "b" } select Csv(at, "HEALTH_TEST", place, result));
            }
        }

        await ReplaceAsync("AppMetrics", metrics, cancellationToken);
        await ReplaceAsync("AzureMetrics", platform, cancellationToken);
        await ReplaceAsync("AppAvailabilityResults", availability, cancellationToken);
    }

    private async Task ReplaceAsync(string table, List<string> rows, CancellationToken cancellationToken)
    {
        await _kusto.CommandAsync($".clear table {table} data", cancellationToken);
        foreach (var some in rows.Chunk(RowsOfACommand))
        {
            var command = new StringBuilder($".ingest inline into table {table} with (format = 'csv') <|\n").AppendJoin('\n', some);
            await _kusto.CommandAsync(command.ToString(), cancellationToken);
        }
    }

    private static string Csv(params IEnumerable<string> values) =>
        string.Join(',', values.Select(value => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

    private static string Text(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
