using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using LocalStack.Configuration;

namespace ApiBenchmark;

/// <summary>Queries the stack's Kusto engine for the state that the benchmark depends on.</summary>
internal sealed class FlightDatabaseClient(HttpClient http, Uri endpoint)
{
    private const string Database = ResourceNames.Database;

    private static readonly TimeSpan RefreshTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Selects the real flights, without the flights that the paging benchmark publishes.</summary>
    private const string SampleFlights = "Flights | where EventId startswith 'vega-flights-3m-'";

    public async Task<long> SampleFlightsAsync(CancellationToken cancellationToken) =>
        (await ColumnAsync($"{SampleFlights} | count", value => value.GetInt64(), cancellationToken))[0];

    public Task<IReadOnlyList<string>> FlightIdsAsync(CancellationToken cancellationToken) =>
        ColumnAsync("set notruncation; Flights | project FlightId", Text, cancellationToken);

    /// <summary>Returns the columns of the view FlightStates, in order.</summary>
    public Task<IReadOnlyList<string>> FlightColumnsAsync(CancellationToken cancellationToken) =>
        ColumnAsync("FlightStates | getschema | order by ColumnOrdinal asc | project ColumnName", Text, cancellationToken);

    /// <summary>Returns the ids, airports and days of the flights, in the same order in every call.</summary>
    public async Task<KnownFlights> KnownFlightsAsync(CancellationToken cancellationToken)
    {
        var flightIds = await FlightIdsAsync(cancellationToken);
        return new KnownFlights(
            [.. flightIds.Order(StringComparer.Ordinal)],
            await ColumnAsync($"{SampleFlights} | distinct Origin | order by Origin asc", Text, cancellationToken),
            await ColumnAsync(
                $"{SampleFlights} | summarize by Day = startofday(ScheduledDeparture) | order by Day asc",
                value => DateOnly.FromDateTime(value.GetDateTime()),
                cancellationToken));
    }

    /// <summary>Waits for the engine to refresh the view, so that the refresh does not affect a measurement.</summary>
    /// <exception cref="TimeoutException">The view was not refreshed within ten minutes.</exception>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Stopwatch.GetElapsedTime(start) > RefreshTimeout)
                throw new TimeoutException($"The view FlightStates was not refreshed within {RefreshTimeout.TotalMinutes:N0} minutes.");
            using var body = await PostAsync("v1/rest/mgmt", ".show materialized-view FlightStates", cancellationToken);
            var table = body.RootElement.GetProperty("Tables")[0];
            var columns = table.GetProperty("Columns").EnumerateArray()
                .Select(column => column.GetProperty("ColumnName").GetString()).ToList();
            var row = table.GetProperty("Rows")[0];
            var materializedTo = row[columns.IndexOf("MaterializedTo")];
            if (materializedTo.ValueKind == JsonValueKind.String && materializedTo.GetDateTime() > DateTime.UtcNow.AddSeconds(-1))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private static string Text(JsonElement value) => value.GetString()!;

    private async Task<IReadOnlyList<T>> ColumnAsync<T>(string query, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        using var body = await PostAsync("v1/rest/query", query, cancellationToken);
        return [.. body.RootElement.GetProperty("Tables")[0].GetProperty("Rows").EnumerateArray().Select(row => read(row[0]))];
    }

    private async Task<JsonDocument> PostAsync(string path, string text, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(new Uri(endpoint, path), new { db = Database, csl = text }, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"Kusto rejected '{text}': {await response.Content.ReadAsStringAsync(cancellationToken)}");
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
    }
}
