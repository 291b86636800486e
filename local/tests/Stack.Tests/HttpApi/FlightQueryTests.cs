using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>
/// Tests flight queries, with expected results that were computed manually from <see cref="TestFlights"/> and the events of an additional
/// flight.
/// </summary>
internal sealed class FlightQueryTests : StackTestBase
{
    /// <summary>A range before the scheduled departure of the additional flight.</summary>
    private const string Samples = "to=2025-01-01";

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        var life = new FlightFacts("life", "EZE", "MVD", "2025-03-01T09:00:00Z");
        await Stack.SendAsync(
        [
            .. TestFlights.Events,
            (life with
            {
                EventId = "life-2",
                EventType = "FlightDelayed",
                OccurredAt = "2025-03-01T08:30:00Z",
                DelayMinutes = 40,
            }).ToEvent(),
            (life with { EventId = "life-3", EventType = "FlightCancelled", OccurredAt = "2025-03-01T09:30:00Z" }).ToEvent(),
        ]);

        // Publish the oldest event of the flight last and twice.
        var scheduled = (life with { EventId = "life-1", EventType = "FlightScheduled", OccurredAt = "2025-02-01T00:00:00Z" }).ToEvent();
        await Stack.SendAsync(scheduled);
        await Stack.SendAsync(scheduled);
        await Stack.IngestedAsync();
    }

    [TestCase("airline=LA", "ABCH")]
    [TestCase("airline=jj", "DEFI")]
    [TestCase("flightNumber=100", "AD")]
    [TestCase("origin=GRU", "DEI")]
    [TestCase("origin=gru", "DEI")]
    [TestCase("destination=GRU", "GH")]
    [TestCase("origin=SCL&destination=LIM", "ABF")]
    [TestCase("airline=LA&origin=SCL&destination=LIM&flightNumber=200", "B")]
    [TestCase("airline=LA&origin=GRU", "")]
    [TestCase("status=Boarding%20closed", "A")]
    [TestCase("status=boarding%20CLOSED", "A")]
    [TestCase("status=Cancelled", "E")]
    [TestCase("status=Arrived", "G")]
    [TestCase("status=Departed", "BCDFHI")]
    [TestCase("status=Boarding", "")]
    [TestCase("from=2024-05-02", "DEFGI")]
    [TestCase("from=2024-05-01T08:10:00Z&to=2024-05-01T08:20:00Z", "B")]
    [TestCase("from=2024-05-01T10:10:00%2B02:00&to=2024-05-01T03:20:01-05:00", "BH")]
    [TestCase("minDelayMinutes=15", "BEFG")]
    [TestCase("minDelayMinutes=-5", "ABDEFGHI")]
    [TestCase("minDelayMinutes=301", "")]
    [TestCase("asOf=2024-05-09T10:03:00Z", "BDF")]
    [TestCase("asOf=2024-05-09T10:02:59.999Z", "DF")]
    public async Task A_search_returns_flights_that_match_all_its_parameters(string parameters, string expected)
    {
        var (_, flights) = await Stack.GetAsync($"flights?{parameters}{(parameters.Contains("to=") ? "" : $"&{Samples}")}");

        Assert.That(flights.Column("flightId"), Is.EquivalentTo(expected.Select(id => id.ToString())));
    }

    [TestCase("", "EFIDGCHBA")]
    [TestCase("&orderby=scheduledDeparture%20desc", "EFIDGCHBA")]
    [TestCase("&orderby=scheduledDeparture%20asc", "ABHCGDIFE")]
    [TestCase("&orderby=scheduledDeparture", "ABHCGDIFE")]
    [TestCase("&orderby=occurredAt%20desc", "CGEIAHBFD")]
    [TestCase("&orderby=occurredAt%20asc", "DFBHAEIGC")]
    [TestCase("&orderby=delayMinutes%20desc", "EFBGIAHDC")]
    [TestCase("&orderby=DELAYMINUTES+ASC", "CDHAIGBFE")]
    public async Task Flights_are_in_the_requested_order_and_ties_are_sorted_by_id(string orderBy, string expected)
    {
        var (_, flights) = await Stack.GetAsync($"flights?{Samples}{orderBy}");

        Assert.That(string.Concat(flights.Column("flightId")), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_flight_has_exactly_the_values_of_its_latest_event()
    {
        var (_, flight) = await Stack.GetAsync("flights/G");

        Assert.That(
            flight.EnumerateObject()
                .Where(property => property.Name != "updatedAt")
                .Select(property => $"{property.Name}={property.Value}"),
            Is.EqualTo(new[]
            {
                "flightId=G", "operatingDate=2024-05-02", "origin=LIM", "destination=GRU", "arrivalAirport=GRU", "isDiverted=False",
                "isCancelled=False", "scheduledDeparture=2024-05-02T08:15:00Z", "status=Arrived", "delayMinutes=15",
                "eventType=FlightArrived", "eventId=G", "occurredAt=2024-05-09T10:08:00Z",
            }));
    }

    [TestCase("2025-02-01", "Scheduled", null)]
    [TestCase("2025-03-01T08:29:59.9999999Z", "Scheduled", null)]
    [TestCase("2025-03-01T08:30:00Z", "Delayed", 40)]
    [TestCase("2025-03-01T09:30:00Z", "Cancelled", 40)]
    [TestCase("2026-01-01", "Cancelled", 40)]
    public async Task A_flight_as_of_a_time_reflects_only_the_events_up_to_that_time(string asOf, string status, int? delay)
    {
        var (_, flight) = await Stack.GetAsync($"flights/life?asOf={asOf}");
        var (_, found) = await Stack.GetAsync($"flights?origin=EZE&status={status}&asOf={asOf}");

        Assert.Multiple(() =>
        {
            Assert.That(flight.GetProperty("status").GetString(), Is.EqualTo(status));
            Assert.That(flight.Number("delayMinutes"), Is.EqualTo(delay));
            Assert.That(found.Rows().Select(row => row.ToString()), Is.EqualTo(new[] { flight.ToString() }), "the result of a search");
        });
    }

    [Test]
    public async Task A_flight_does_not_exist_before_its_first_event()
    {
        var (status, problem) = await Stack.GetAsync("flights/life?asOf=2025-01-31T23:59:59Z");
        var (_, found) = await Stack.GetAsync("flights?origin=EZE&asOf=2025-01-31T23:59:59Z");

        Assert.That((status, problem.GetProperty("code").GetString()), Is.EqualTo((404, "FlightNotFound")));
        Assert.That(found.Rows(), Is.Empty);
    }

    [Test]
    public async Task The_history_of_a_flight_has_each_event_once_in_time_order()
    {
        var (_, events) = await Stack.GetAsync("flights/life/events");

        Assert.That(
            events.Rows().Select(row => (row.GetProperty("eventId").GetString(), row.GetProperty("eventType").GetString(),
                row.GetProperty("occurredAt").GetString())),
            Is.EqualTo(new[]
            {
                ("life-1", "FlightScheduled", "2025-02-01T00:00:00Z"),
                ("life-2", "FlightDelayed", "2025-03-01T08:30:00Z"),
                ("life-3", "FlightCancelled", "2025-03-01T09:30:00Z"),
            }));
    }

    [Test]
    public async Task The_history_of_an_unknown_flight_is_not_found()
    {
        var (status, problem) = await Stack.GetAsync("flights/a/events");

        Assert.That((status, problem.GetProperty("code").GetString()), Is.EqualTo((404, "FlightNotFound")), "ids are case-sensitive");
    }

    [Test]
    public async Task Rows_have_the_selected_columns_in_the_selected_order()
    {
        var (_, flights) = await Stack.GetAsync($"flights?{Samples}&flightNumber=300&select=delayMinutes,%20FLIGHTID&orderby=delayMinutes");

        Assert.That(
            flights.Rows().Select(row => row.ToString()),
            Is.EqualTo(new[] { """{"flightId":"C"}""", """{"delayMinutes":90,"flightId":"F"}""" }));
    }
}
