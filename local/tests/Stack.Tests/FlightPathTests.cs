using System.Text;
using System.Text.Json;
using LocalStack.Configuration;
using LocalStack.Tests.Support;
using LocalStack.Tests.Telemetry;

namespace LocalStack.Tests;

/// <summary>Tests the path of an event from a publisher through all components to a consumer.</summary>
internal sealed class FlightPathTests : StackTestBase
{
    protected override int? DashboardPort => BuildPaths.Dashboard is null ? null : 0;

    [Test]
    public async Task One_trace_covers_the_request_the_hub_and_the_engine()
    {
        if (Stack.Host.Dashboard is not { } dashboard)
        {
            Assert.Ignore("The Aspire dashboard, which shows the trace, is included for Linux on x64 only.");
            return;
        }

        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        using var published = await Stack.RequestAsync(
            HttpMethod.Post,
            "events",
            new StringContent(Events.Flight("traced-1", "TRA", "CED"), Encoding.UTF8, "application/json"),
            [("traceparent", $"00-{Trace}-b7ad6b7169203331-01")]);
        Assert.That((int)published.StatusCode, Is.EqualTo(202));

        string[] expected =
            [
                "functions: send flight-events", "functions: process flight-events", "functions: ingest FlightEvents",
                "local-stack: kusto ingest",
            ];
        using var reader = new DashboardReader(dashboard);
        await Eventually.IsTrueAsync(
            async () => !expected.Except(await reader.SpansAsync(Trace)).Any(), "The trace", interval: TimeSpan.FromMilliseconds(250));
    }

    [Test]
    public async Task Events_published_to_the_event_hub_are_returned_by_the_API()
    {
        await Stack.SendAsync(
            """
            {"eventId":"path-1","eventType":"FlightDeparted","occurredAt":"2024-05-01T12:35:12+02:00","airline":"LA","flightNumber":"805",
            "origin":"SCL","destination":"LIM","scheduledDeparture":"2024-05-01T10:20:00Z","actualDeparture":"2024-05-01T10:33:00.5Z",
            "delayMinutes":13,"distanceKm":2453.4,"aircraft":"A320","gate":"12B"}
            """.ReplaceLineEndings(""));
        await Stack.IngestedAsync();

        var (status, flight) = await Stack.GetAsync("flights/LA805-20240501-SCL");

        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(200));
            Assert.That(flight.GetProperty("flightId").GetString(), Is.EqualTo("LA805-20240501-SCL"));
            Assert.That(flight.GetProperty("eventId").GetString(), Is.EqualTo("path-1"));
            Assert.That(flight.GetProperty("eventType").GetString(), Is.EqualTo("FlightDeparted"));
            Assert.That(flight.GetProperty("airline").GetString(), Is.EqualTo("LA"));
            Assert.That(flight.GetProperty("flightNumber").GetString(), Is.EqualTo("805"));
            Assert.That(flight.GetProperty("origin").GetString(), Is.EqualTo("SCL"));
            Assert.That(flight.GetProperty("destination").GetString(), Is.EqualTo("LIM"));
            Assert.That(
                flight.GetProperty("occurredAt").GetDateTimeOffset(),
                Is.EqualTo(new DateTimeOffset(2024, 5, 1, 10, 35, 12, TimeSpan.Zero)));
            Assert.That(
                flight.GetProperty("scheduledDeparture").GetDateTimeOffset(),
                Is.EqualTo(new DateTimeOffset(2024, 5, 1, 10, 20, 0, TimeSpan.Zero)));
            Assert.That(
                flight.GetProperty("actualDeparture").GetDateTimeOffset(),
                Is.EqualTo(new DateTimeOffset(2024, 5, 1, 10, 33, 0, 500, TimeSpan.Zero)));
            Assert.That(flight.GetProperty("delayMinutes").GetInt32(), Is.EqualTo(13));
            Assert.That(flight.GetProperty("distanceKm").GetDouble(), Is.EqualTo(2453.4));
            Assert.That(flight.GetProperty("aircraft").GetString(), Is.EqualTo("A320"));
            Assert.That(flight.GetProperty("extra").GetProperty("gate").GetString(), Is.EqualTo("12B"));
            Assert.That(flight.TryGetProperty("estimatedArrival", out _), Is.False, "unknown properties are omitted");
        });
    }

    [Test]
    public async Task Events_posted_to_the_API_are_accepted_and_found_by_the_returned_ids()
    {
        var (status, accepted) = await Stack.PostEventsAsync(
            $"[{Events.Flight("post-1", "PMC", "SCL")},{Events.Flight("post-2", "PMC", "ANF")}]");

        Assert.That(status, Is.EqualTo(202));
        var ids = accepted.GetProperty("value").EnumerateArray().ToList();
        Assert.That(ids.Select(id => id.GetProperty("eventId").GetString()), Is.EqualTo(new[] { "post-1", "post-2" }));

        await Stack.IngestedAsync();
        foreach (var id in ids.Select(id => id.GetProperty("flightId").GetString()))
            Assert.That((await Stack.GetAsync($"flights/{id}")).Status, Is.EqualTo(200), id);
        var (_, found) = await Stack.GetAsync("flights?origin=pmc&limit=10");
        Assert.That(found.GetProperty("value").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_thousand_events_become_a_thousand_flights()
    {
        foreach (var batch in Enumerable.Range(0, 1000).Chunk(100))
            await Stack.SendAsync(batch.Select(i => Events.Flight($"thousand-{i}", "QAA", "QBB")));
        await Stack.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await Stack.CountAsync("Flights | where Origin == 'QAA' | count"), Is.EqualTo(1000));
            Assert.That(await Stack.CountAsync("FlightEvents | where Origin == 'QAA' | distinct EventId | count"), Is.EqualTo(1000));
        });
        var (_, found) = await Stack.GetAsync("flights?origin=QAA&limit=1000");
        Assert.That(
            found.GetProperty("value").EnumerateArray().Select(flight => flight.GetProperty("eventId").GetString()),
            Is.EquivalentTo(Enumerable.Range(0, 1000).Select(i => $"thousand-{i}")));
    }

    [Test]
    public async Task A_message_can_contain_many_events()
    {
        await Stack.SendAsync(
            $"[{Events.Flight("many-1", "QCC", "QDD")},{Events.Flight("many-2", "QCC", "QDD")}]",
            $"{Events.Flight("many-3", "QCC", "QDD")}\n{Events.Flight("many-4", "QCC", "QDD")}\n");
        await Stack.IngestedAsync();

        Assert.That(await Stack.CountAsync("Flights | where Origin == 'QCC' | count"), Is.EqualTo(4));
    }

    [Test]
    public async Task An_event_that_is_published_twice_is_visible_once()
    {
        var body = Events.Flight("twice-1", "QEE", "QFF");
        await Stack.SendAsync(body, body);
        await Stack.SendAsync(body);
        await Stack.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(
                await Stack.CountAsync("FlightEvents | where Origin == 'QEE' | count"), Is.EqualTo(3), "the raw table is append-only");
            Assert.That(await Stack.CountAsync("FlightEventsDistinct() | where Origin == 'QEE' | count"), Is.EqualTo(1));
            Assert.That((await Stack.GetAsync("flights?origin=QEE")).Body.GetProperty("value").GetArrayLength(), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task The_latest_event_of_a_flight_determines_its_state_in_any_order_of_arrival()
    {
        await Stack.SendAsync(Events.Flight("late-2", "QGG", "QHH", "order-1", "2024-05-01T11:00:00Z", "FlightArrived"));
        await Stack.IngestedAsync();
        await Stack.SendAsync(Events.Flight("late-1", "QGG", "QHH", "order-1", "2024-05-01T10:00:00Z", "FlightDeparted"));
        await Stack.IngestedAsync();

        var (_, flight) = await Stack.GetAsync("flights/order-1");

        Assert.That(flight.GetProperty("eventType").GetString(), Is.EqualTo("FlightArrived"));
    }

    [Test]
    public async Task Searches_have_a_time_range_and_are_sorted_by_departure()
    {
        await Stack.SendAsync(Enumerable.Range(1, 5)
            .Select(day => Events.Flight($"day-{day}", "QII", "QJJ", scheduledDeparture: $"2024-06-0{day}T08:00:00Z")));
        await Stack.IngestedAsync();

        var (_, found) = await Stack.GetAsync("flights?origin=QII&destination=QJJ&from=2024-06-02&to=2024-06-04T08:00:00Z&limit=2");

        Assert.That(Ids(found), Is.EqualTo(new[] { "day-3", "day-2" }));
    }

    [Test]
    public async Task The_health_endpoint_reports_that_all_services_respond()
    {
        var (status, health) = await Stack.GetAsync("health/ready");

        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(200));
            Assert.That(health.GetProperty("status").GetString(), Is.EqualTo("healthy"));
        });
    }

    private static IEnumerable<string?> Ids(JsonElement found) =>
        found.GetProperty("value").EnumerateArray().Select(flight => flight.GetProperty("eventId").GetString());
}
