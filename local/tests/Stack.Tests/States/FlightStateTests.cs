using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LocalKusto;
using LocalKusto.Configuration;
using LocalStack.Configuration;

namespace LocalStack.Tests.States;

/// <summary>
/// Tests that the views in kusto/schema.kql return the states of the reference model for random events that are delivered in random order,
/// some of them twice. The app's reader and encoder process the events, so the test uses the app's order of events.
/// </summary>
internal sealed class FlightStateTests
{
    private const int FlightsPerSeed = 20;
    private const int EventsPerFlight = 12;

    private static readonly string Columns = string.Join(
        ", ",
        "EventId", "Source", "Airline", "FlightNumber", "Status", "DelayMinutes", "Aircraft", "EstimatedArrival", "ActualDeparture",
        "gate = tostring(Extra.gate)", "Origin", "Destination", "ArrivalAirport", "ScheduledDeparture", "km = tolong(DistanceKm)",
        "DepartureDelayMinutes", "ArrivalDelayMinutes", "ScheduledArrival", "EstimatedDeparture", "ActualArrival");

    /// <summary>The ingestion time of all events. The time is the same for all events, so that it does not distinguish states.</summary>
    private static readonly DateTimeOffset IngestedAt = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly HttpClient _http = new();
    private DirectoryInfo _folder = null!;
    private KustoServer _kusto = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("states-");
        _kusto = await KustoServer.StartAsync(
            new KustoServerOptions { DataDirectory = _folder.FullName, Database = "flights", Threads = 2 });
        await PostAsync(
            "v1/rest/mgmt",
            $".execute database script with (ThrowOnErrors = true) <|\n{await File.ReadAllTextAsync(BuildPaths.KustoSchema)}");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _kusto.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task The_view_matches_the_reference_model_for_any_order_of_arrival([Range(1, 6)] int seed)
    {
        var random = new Random(seed);
        var events = new List<RandomEvent>();
        for (var flight = 0; flight < FlightsPerSeed; flight++)
        {
            for (var number = 0; number < EventsPerFlight; number++)
                events.Add(RandomEvent.Create(random, $"S{seed}-F{flight}", number));
        }

        // A fifth of the events are delivered twice. The view is queried after each part, so that the query combines materialized and new
        // rows.
        var versions = new Dictionary<RandomEvent, string>();
        var states = new Dictionary<string, string>();
        RandomEvent[] deliveries = [.. events, .. events.Where(_ => random.Next(5) == 0)];
        random.Shuffle(deliveries);
        foreach (var part in deliveries.Chunk(deliveries.Length / 4))
        {
            await IngestAsync(part, versions, random);
            await CompareVersionsAsync($"ApiFlights() | where FlightId startswith 'S{seed}-'", states);
        }

        await CompareAsync($"FlightStates | where FlightId startswith 'S{seed}-'", events, versions);
        for (var minute = 0; minute < 6; minute += 2)
        {
            var until = RandomEvent.Time(minute);
            var past = events.Where(e => string.CompareOrdinal(e.OccurredAt, until) <= 0);
            await CompareAsync(
                $"let Past = FlightEvents | where FlightId startswith 'S{seed}-' and OccurredAt <= datetime({until}); FoldFlights(Past)",
                past, versions);
        }

        await CompareFlagsAsync($"S{seed}-", events, versions);
        foreach (var flight in events.GroupBy(e => e.FlightId).Take(3))
        {
            await CompareCodesharesAsync($"GetFlight('{flight.Key}')", flight, versions);
            var until = RandomEvent.Time(2);
            await CompareCodesharesAsync(
                $"GetFlight('{flight.Key}', datetime({until}))", flight.Where(e => string.CompareOrdinal(e.OccurredAt, until) <= 0),
                versions);
        }

        Assert.That(
            await RowsAsync($"FlightEventsDistinct() | where FlightId startswith 'S{seed}-' | count"),
            Is.EqualTo(new[] { $"[{events.Count}]" }));
    }

    /// <summary>
    /// Verifies that Flights() and the API's function return the same values in shared columns, including whether a flight is cancelled or
    /// diverted.
    /// </summary>
    private async Task CompareFlagsAsync(string prefix, IReadOnlyList<RandomEvent> events, Dictionary<RandomEvent, string> versions)
    {
        const string shared = "FlightId, IsCancelled, IsDiverted, DelayMinutes, DepartureDelayMinutes, ArrivalDelayMinutes, Destination, "
            + "ArrivalAirport, Status, Aircraft";
        var expected = events.GroupBy(e => e.FlightId).Select(flight =>
        {
            var state = ReferenceState.StateOf(flight, e => versions[e][^EventIdentity.Length..]);
            return $"{flight.Key} {(bool)state["isCancelled"]!} {(bool)state["isDiverted"]!}";
        });
        var flights = await RowsAsync($"Flights | where FlightId startswith '{prefix}' | project {shared} | order by FlightId asc");
        var shown = await RowsAsync($"ApiFlights() | where FlightId startswith '{prefix}' | project {shared} | order by FlightId asc");
        var flags = flights.Select(row => JsonNode.Parse(row)!.AsArray()).Select(row => $"{row[0]} {IsTrue(row[1])} {IsTrue(row[2])}");

        Assert.That(flags, Is.EquivalentTo(expected));
        Assert.That(flights, Is.EqualTo(shown));

        static bool IsTrue(JsonNode? value) => value?.ToString() is "true" or "1";
    }

    /// <summary>Verifies that a flight contains all designators under which its marketing carriers have published.</summary>
    private async Task CompareCodesharesAsync(string query, IEnumerable<RandomEvent> events, Dictionary<RandomEvent, string> versions)
    {
        var known = events.ToList();
        string[] expected = known.Count == 0 ? [] :
        [
            ReferenceState.StateOf(known, e => versions[e][^EventIdentity.Length..])["codeshares"]!.ToJsonString(),
        ];
        var rows = await RowsAsync($"{query} | project Codeshares = tostring(coalesce(Codeshares, dynamic([])))");

        Assert.That(rows.Select(row => (string)JsonNode.Parse(row)!.AsArray()[0]!), Is.EqualTo(expected), query);
    }

    private async Task CompareAsync(string query, IEnumerable<RandomEvent> events, Dictionary<RandomEvent, string> versions)
    {
        var expected = events.GroupBy(e => e.FlightId).ToDictionary(
            flight => flight.Key, flight => Text(ReferenceState.StateOf(flight, e => versions[e][^EventIdentity.Length..])));
        var actual = (await RowsAsync($"{query} | project FlightId, {Columns}")).Select(row => JsonNode.Parse(row)!.AsArray())
            .ToDictionary(row => (string)row[0]!, row => string.Join(" | ", row.Skip(1).Select(Text)));

        Assert.That(actual, Is.EquivalentTo(expected), query);
    }

    /// <summary>Verifies that different states have different values of StateVersion, from which the ETag is computed.</summary>
    private async Task CompareVersionsAsync(string query, Dictionary<string, string> states)
    {
        foreach (var row in await RowsAsync($"{query} | project-reorder FlightId, StateVersion"))
        {
            var cells = JsonNode.Parse(row)!.AsArray();
            var version = $"{cells[0]} {cells[1]}";
            Assert.That(states.TryAdd(version, row) ? row : states[version], Is.EqualTo(row));
        }
    }

    private static string Text(JsonObject state) => string.Join(
        " | ",
        new[]
        {
            "eventId", "source", "airline", "flightNumber", "status", "delayMinutes", "aircraft", "estimatedArrival", "actualDeparture",
            "gate", "origin", "destination", "arrivalAirport", "scheduledDeparture", "distanceKm", "departureDelayMinutes",
            "arrivalDelayMinutes", "scheduledArrival", "estimatedDeparture", "actualArrival",
        }.Select(name => Text(state[name])));

    /// <summary>Returns the text of a value. In Kusto, a missing string is empty, and other missing values are null.</summary>
    private static string Text(JsonNode? value) => value?.ToString() ?? "";

    private async Task IngestAsync(IEnumerable<RandomEvent> events, Dictionary<RandomEvent, string> versions, Random random)
    {
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var rows = new StringBuilder();
        foreach (var e in events)
        {
            batch.Clear();
            var position = new StreamPosition("0", null, random.NextInt64(1_000_000), IngestedAt);
            reader.Read(Encoding.UTF8.GetBytes(e.Message(random).ToJsonString()), 0, in position, IngestedAt, batch);
            Assert.That(batch.Rejected.SelectMany(rejected => rejected.Errors), Is.Empty, e.Json.ToJsonString());
            var row = Encoding.UTF8.GetString(batch.BytesOf(batch.Rows[0]));
            var version = (string)JsonNode.Parse(row)!["Version"]!;
            Assert.That(versions.TryAdd(e, version) || versions[e] == version, Is.True, "a duplicate has the same Version");
            rows.Append(row);
        }

        using var content = new StringContent(rows.ToString());
        using var response = await _http.PostAsync(
            new Uri(_kusto.Endpoint, "v1/rest/ingest/flights/FlightEvents?streamFormat=multijson&mappingName=FlightEventsJson"), content);
        Assert.That(response.IsSuccessStatusCode, Is.True, await response.Content.ReadAsStringAsync());
    }

    private async Task<string[]> RowsAsync(string query)
    {
        using var body = JsonDocument.Parse(await PostAsync("v1/rest/query", query));
        return [.. body.RootElement.GetProperty("Tables")[0].GetProperty("Rows").EnumerateArray().Select(row => row.GetRawText())];
    }

    private async Task<string> PostAsync(string path, string csl)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(_kusto.Endpoint, path), new { db = "flights", csl });
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.IsSuccessStatusCode, Is.True, text);
        return text;
    }
}
