using System.Data;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Publishing;

public class FlightChangeTests
{
    private const string State = "{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\",\"delayMinutes\":25}";

    private readonly MessageLimits _limits = new();
    private readonly FixedTime _time = new(SampleEvents.Now);
    private ClaimTable _claims = null!;
    private readonly RequestBodies _bodies = new(Options.Create(new RequestBodyOptions()), Options.Create(new MessageLimits()));
    private QueryEndpoint _adx = null!;
    private HubEndpoint _hub = null!;

    [SetUp]
    public void SetUp()
    {
        _adx = new QueryEndpoint();
        _limits.MaxClockSkew = MessageLimits.DefaultMaxClockSkew;
        _hub = new HubEndpoint();
        _claims = new ClaimTable();
    }

    [OneTimeTearDown]
    public void DisposeBodies() => _bodies.Dispose();

    [Test]
    public async Task A_correction_is_an_event_of_the_flight_at_this_moment()
    {
        var exchange = await PutAsync("F-1", State);

        var published = JsonNode.Parse(_hub.Bodies.Single())!;
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That((string?)exchange.Json["value"]![0]!["flightId"], Is.EqualTo("F-1"));
            Assert.That((string?)exchange.Json["value"]![0]!["eventId"], Is.EqualTo((string?)published["eventId"]));
            Assert.That((string?)published["eventType"], Is.EqualTo("FlightCorrected"));
            Assert.That((string?)published["flightId"], Is.EqualTo("F-1"));
            Assert.That((string?)published["occurredAt"], Is.EqualTo("2024-05-01T10:36:00Z"));
            Assert.That((int?)published["delayMinutes"], Is.EqualTo(25));
            Assert.That(_hub.Sends.Single().Key, Is.EqualTo("F-1"));
        });
    }

    [Test]
    public async Task A_correction_comes_after_all_that_is_known_even_from_a_clock_ahead()
    {
        _adx.AnswerRows(Flight(occurredAt: new DateTime(2024, 5, 1, 10, 40, 0, DateTimeKind.Utc)));

        await PutAsync("F-1", State);

        Assert.That((string?)JsonNode.Parse(_hub.Bodies.Single())!["occurredAt"], Is.EqualTo("2024-05-01T10:40:00.0000001Z"));
    }

    /// <summary>Stored before the rule about clocks, or under a setting that allowed more.</summary>
    [Test]
    public async Task A_flight_whose_latest_event_is_too_far_ahead_of_the_clock_cannot_be_changed_yet()
    {
        _adx.AnswerRows(Flight(occurredAt: new DateTime(2024, 5, 1, 12, 36, 0, DateTimeKind.Utc)));

        var exchange = await PatchAsync("F-1", "{\"delayMinutes\":40}");

        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((409, "FlightAheadOfClock")));
            Assert.That((string?)exchange.Json["detail"], Does.Contain("2024-05-01T12:36:00Z").And.Contain("120 minutes ahead"));
            Assert.That(exchange.Header("Retry-After"), Is.EqualTo("6901"), "two hours, less the five minutes that are allowed");
            Assert.That(_hub.Sends, Is.Empty);
        });
    }

    [Test]
    public async Task The_setting_of_the_clocks_difference_applies_to_changes_too()
    {
        _limits.MaxClockSkew = TimeSpan.FromHours(3);
        _adx.AnswerRows(Flight(occurredAt: new DateTime(2024, 5, 1, 12, 36, 0, DateTimeKind.Utc)));

        var exchange = await PatchAsync("F-1", "{\"delayMinutes\":40}");

        Assert.That(
            (exchange.Status, (string?)JsonNode.Parse(_hub.Bodies.Single())!["occurredAt"]), Is.EqualTo((202, "2024-05-01T12:36:00.0000001Z")));
    }

    [TestCase("{\"status\":\"\\ud800\"}", "$", "Unicode")]
    [TestCase("{\"\\udc00\":1}", "$", "Unicode")]
    [TestCase("{\"extra\":{\"a\":[\"\\ud800x\"]}}", "$", "Unicode")]
    [TestCase("{\"flightId\":\"F-2\"}", "flightId", "Mismatch")]
    [TestCase("{\"eventId\":\"e\",\"origin\":\"SCL\",\"destination\":\"LIM\",\"occurredAt\":\"2024-05-01T08:00:00Z\"}", "scheduledDeparture", "Required")]
    public async Task A_correction_that_is_none_is_refused(string body, string target, string rule)
    {
        var exchange = await PutAsync("F-1", body);

        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((400, "InvalidEvents")));
            Assert.That((string?)exchange.Json["errors"]![0]!["target"], Is.EqualTo(target));
            Assert.That((string?)exchange.Json["errors"]![0]!["rule"], Is.EqualTo(rule));
            Assert.That(_hub.Sends, Is.Empty);
        });
    }

    [TestCase("[]")]
    [TestCase("{}{}")]
    [TestCase("nonsense")]
    [TestCase("{\"origin\":\"SCL\",\"origin\":\"LIM\"}")]
    public async Task A_correction_is_one_object(string body) =>
        Assert.That((await PutAsync("F-1", body)).Status, Is.EqualTo(400));

    [Test]
    public async Task A_cancellation_states_what_identifies_the_flight_and_its_status()
    {
        _adx.AnswerRows(Flight(occurredAt: new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc)));

        var exchange = await DeleteAsync("F-1");

        var published = JsonNode.Parse(_hub.Bodies.Single())!;
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That((string?)published["eventType"], Is.EqualTo("FlightCancelled"));
            Assert.That((string?)published["status"], Is.EqualTo("Cancelled"));
            Assert.That((string?)published["occurredAt"], Is.EqualTo("2024-05-01T10:36:00Z"));
            Assert.That((string?)published["eventId"], Is.Not.EqualTo("e-1").And.Not.Null);
            Assert.That((string?)published["origin"], Is.EqualTo("SCL"));
            Assert.That(published.AsObject().ContainsKey("gate"), Is.False);
            Assert.That(published.AsObject().ContainsKey("delayMinutes"), Is.False);
        });
    }

    [Test]
    public async Task A_patch_is_an_event_with_its_changes_alone()
    {
        _adx.AnswerRows(Flight(occurredAt: new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc)));

        var exchange = await PatchAsync("F-1", "{\"delayMinutes\":40,\"terminal\":\"2\",\"aircraft\":null}");

        var published = JsonNode.Parse(_hub.Bodies.Single())!.AsObject();
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(
                published.Select(property => property.Key),
                Is.EquivalentTo(["eventId", "flightId", "eventType", "occurredAt", "delayMinutes", "gate", "terminal", "clearedProperties"]));
            Assert.That((string?)published["gate"], Is.EqualTo("12B"));
            Assert.That(published["clearedProperties"]!.ToJsonString(), Is.EqualTo("[\"aircraft\"]"));
        });
    }

    [Test]
    public async Task A_flight_that_is_not_there_cannot_be_patched() =>
        Assert.That((await PatchAsync("F-1", "{\"delayMinutes\":40}")).Header("x-ms-error-code"), Is.EqualTo("FlightNotFound"));

    [TestCase("{\"origin\":\"GRU\"}", "origin")]
    [TestCase("{\"scheduledDeparture\":\"2024-05-03T10:20:00Z\"}", "scheduledDeparture")]
    [TestCase("{\"flightId\":\"F-2\",\"delayMinutes\":1}", "flightId")]
    public async Task A_change_that_names_another_flight_is_rejected(string patch, string property)
    {
        _adx.AnswerRows(Flight(occurredAt: new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc)));

        var exchange = await PatchAsync("F-1", patch);

        Assert.That((exchange.Status, (string?)exchange.Json["errors"]!.AsArray().Single()!["target"]), Is.EqualTo((400, property)));
        Assert.That(_hub.Sends, Is.Empty);
    }

    [Test]
    public async Task Of_two_changes_of_the_same_state_one_is_accepted()
    {
        var occurredAt = new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc);
        using var flight = Flight(occurredAt);
        flight.Read();
        var etag = FlightETag.Of(flight);

        _adx.AnswerRows(Flight(occurredAt));
        var first = await PutAsync("F-1", State, ("If-Match", etag));
        _adx.AnswerRows(Flight(occurredAt));
        var second = await PutAsync("F-1", State, ("If-Match", etag));

        Assert.That((first.Status, second.Status, second.Header("x-ms-error-code")), Is.EqualTo((202, 412, "ConditionNotMet")));
        Assert.That(_hub.Sends, Has.Count.EqualTo(1));
    }

    private static readonly (string, string)[] Repeatable =
    [
        ("Repeatability-Request-ID", "5a6d5a3e-0f0e-4c0a-9d8a-5b1d1c9f0a01"), ("Repeatability-First-Sent", "Wed, 01 May 2024 10:36:00 GMT"),
    ];

    private static readonly DateTime Nine = new(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc);

    [Test]
    public async Task The_id_of_a_repeatable_request_is_not_used_for_another_change_even_once_the_first_is_the_latest_event()
    {
        _adx.AnswerRows(Flight(Nine), Flight(Nine, eventId: "5a6d5a3e-0f0e-4c0a-9d8a-5b1d1c9f0a01-0"));

        var first = await PutAsync("F-1", State, Repeatable);
        var second = await PutAsync("F-1", State.Replace("25", "30"), Repeatable);

        Assert.That((first.Status, second.Status, second.Header("x-ms-error-code")), Is.EqualTo((202, 409, "RepeatabilityIdReused")));
        Assert.That(_hub.Sends, Has.Count.EqualTo(1));
    }

    /// <summary>The response was lost, somebody else has changed the flight, and the first client repeats its request.</summary>
    [Test]
    public async Task A_repeated_change_is_the_same_event_and_does_not_overwrite_later_changes()
    {
        _adx.AnswerRows(Flight(Nine), Flight(occurredAt: new DateTime(2024, 5, 1, 10, 38, 0, DateTimeKind.Utc)));

        var first = await PutAsync("F-1", State, [.. Repeatable, ("If-Match", ETagOf(Nine))]);
        var repeated = await PutAsync("F-1", State, [.. Repeatable, ("If-Match", ETagOf(Nine))]);

        Assert.That((first.Status, repeated.Status), Is.EqualTo((202, 202)));
        Assert.That(_hub.Bodies.Count(), Is.EqualTo(2));
        Assert.That(_hub.Bodies.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_condition_sees_a_change_without_one_that_is_not_ingested_yet()
    {
        _adx.AnswerRows(Flight(Nine), Flight(Nine));

        var first = await PatchAsync("F-1", "{\"delayMinutes\":40}");
        var second = await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)));

        Assert.That((first.Status, second.Status, second.Header("x-ms-error-code")), Is.EqualTo((202, 412, "ConditionNotMet")));
    }

    [Test]
    public async Task Properties_without_a_column_are_merged_only_once_the_change_before_is_visible()
    {
        _adx.AnswerRows(Flight(Nine), Flight(Nine), Flight(Nine), Flight(occurredAt: new DateTime(2024, 5, 1, 10, 36, 0, DateTimeKind.Utc)));

        var gate = await PatchAsync("F-1", "{\"gate\":\"7\"}");
        var terminal = await PatchAsync("F-1", "{\"terminal\":\"2\"}");
        var delay = await PatchAsync("F-1", "{\"delayMinutes\":40}");
        var later = await PatchAsync("F-1", "{\"terminal\":\"2\"}");

        Assert.Multiple(() =>
        {
            Assert.That((gate.Status, terminal.Status, delay.Status, later.Status), Is.EqualTo((202, 503, 202, 202)));
            Assert.That(terminal.Header("Retry-After"), Is.EqualTo("1"));
        });
    }

    [Test]
    public async Task A_failed_change_does_not_keep_others_from_changing_the_flight()
    {
        _adx.AnswerRows(Flight(Nine), Flight(Nine));
        _hub.Answer = _ => new Azure.Messaging.EventHubs.EventHubsException(true, "flight-events", "down");
        var failed = await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)));
        _hub.Answer = _ => null;

        Assert.That((failed.Status, (await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)))).Status), Is.EqualTo((503, 202)));
    }

    [TestCase("{\"operatingDate\":\"2030-01-01\"}", "operatingDate")]
    [TestCase("{\"scheduledDeparture\":\"2024-05-02T10:20:00Z\"}", "scheduledDeparture")]
    public async Task The_flight_of_another_day_is_another_flight(string patch, string property)
    {
        _adx.AnswerRows(FlightRows.One(
            ("FlightId", "F-1"), ("Origin", "SCL"), ("Destination", "LIM"), ("OperatingDate", "2024-05-01"), ("EventType", "FlightDelayed"), ("EventId", "e-1"),
            ("ScheduledDeparture", new DateTime(2024, 5, 1, 10, 20, 0, DateTimeKind.Utc)), ("OccurredAt", Nine)));

        var exchange = await PatchAsync("F-1", patch);

        Assert.That((exchange.Status, (string?)exchange.Json["errors"]!.AsArray().Single()!["target"]), Is.EqualTo((400, property)));
    }

    [TestCase("", "")]
    [TestCase(",\"airline\":\"LAN\",\"flightNumber\":\"0805\"", "")]
    [TestCase(",\"airline\":\"AA\",\"flightNumber\":\"1\"", "airline,flightNumber")]
    [TestCase(",\"operatingDate\":\"2024-05-02\"", "operatingDate")]
    public async Task A_new_flight_fits_the_parts_of_its_id(string more, string properties)
    {
        var exchange = await PutAsync("LA805-20240501-SCL", $"{State[..^1]}{more}}}");

        var targets = exchange.Json["errors"]?.AsArray().Select(error => (string?)error!["target"]) ?? [];
        Assert.That((exchange.Status, string.Join(',', targets)), Is.EqualTo((properties.Length == 0 ? 202 : 400, properties)));
    }

    /// <summary>Of before: codes were stored as they were published.</summary>
    [Test]
    public async Task A_stored_flight_with_other_spellings_of_its_codes_can_be_changed()
    {
        _adx.AnswerRows(FlightRows.One(
            ("FlightId", "LAN0045-20240501-SCEL-KMIA"), ("Airline", "LAN"), ("FlightNumber", "0045"), ("Origin", "SCEL"), ("Destination", "KMIA"),
            ("ScheduledDeparture", new DateTime(2024, 5, 1, 10, 20, 0, DateTimeKind.Utc)), ("EventType", "FlightDelayed"), ("EventId", "e-1"),
            ("OccurredAt", Nine)));

        var exchange = await PutAsync(
            "F-1", "{\"airline\":\"LAN\",\"flightNumber\":\"0045\",\"origin\":\"SCEL\",\"destination\":\"KMIA\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"}");

        Assert.That(exchange.Status, Is.EqualTo(202));
    }

    [Test]
    public async Task A_delay_that_was_derived_follows_the_new_times()
    {
        _adx.AnswerRows(FlightRows.One(
            ("FlightId", "F-1"), ("Origin", "SCL"), ("Destination", "LIM"), ("ScheduledDeparture", new DateTime(2024, 5, 1, 10, 20, 0, DateTimeKind.Utc)),
            ("DelayMinutes", 46), ("DepartureDelayMinutes", 46), ("Derived", "delayMinutes departureDelayMinutes"), ("EventType", "FlightDeparted"),
            ("EventId", "e-1"), ("OccurredAt", Nine)));

        await PutAsync("F-1", $"{State[..^3]}46,\"departureDelayMinutes\":46,\"actualDeparture\":\"2024-05-01T10:35:00Z\"}}");

        var published = JsonNode.Parse(_hub.Bodies.Single())!.AsObject();
        Assert.That(published.ContainsKey("delayMinutes") || published.ContainsKey("departureDelayMinutes"), Is.False);
        Assert.That(published["clearedProperties"]!.AsArray().Select(name => (string?)name), Is.SupersetOf(["delayMinutes", "departureDelayMinutes"]));
    }

    [Test]
    public async Task A_flight_known_by_a_correction_alone_can_be_cancelled()
    {
        _adx.AnswerRows(FlightRows.One(("FlightId", "F-1"), ("Status", "late"), ("EventType", "FlightCorrected"), ("EventId", "e-1"), ("OccurredAt", Nine)));

        Assert.That((await DeleteAsync("F-1")).Status, Is.EqualTo(202));
    }

    [Test]
    public async Task The_airport_of_a_diversion_does_not_become_the_scheduled_one_by_a_cancellation()
    {
        _adx.AnswerRows(FlightRows.One(
            ("FlightId", "F-1"), ("Origin", "SCL"), ("Destination", "AQP"), ("ArrivalAirport", "AQP"), ("Derived", "destination"),
            ("ScheduledDeparture", new DateTime(2024, 5, 1, 10, 20, 0, DateTimeKind.Utc)), ("EventType", "FlightDiverted"), ("EventId", "e-1"), ("OccurredAt", Nine)));

        await DeleteAsync("F-1");

        Assert.That(JsonNode.Parse(_hub.Bodies.Single())!.AsObject().ContainsKey("destination"), Is.False);
    }

    private static string ETagOf(DateTime occurredAt)
    {
        using var flight = Flight(occurredAt);
        flight.Read();
        return FlightETag.Of(flight);
    }

    [Test]
    public async Task A_flight_that_is_not_there_cannot_be_cancelled()
    {
        var exchange = await DeleteAsync("F-1");

        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((404, "FlightNotFound")));
            Assert.That(_hub.Sends, Is.Empty);
        });
    }

    private static readonly TestCaseData[] Conditions =
    [
        new("If-Match", "*", true, 202),
        new("If-Match", "*", false, 412),
        new("If-Match", "{etag}", true, 202),
        new("If-Match", "\"other\", {etag}", true, 202),
        new("If-Match", "\"other\"", true, 412),
        new("If-Match", "W/{etag}", true, 412),
        new("If-None-Match", "*", true, 412),
        new("If-None-Match", "*", false, 202),
        new("If-None-Match", "W/{etag}", true, 412),
    ];

    [TestCaseSource(nameof(Conditions))]
    public async Task A_flight_is_changed_only_if_it_is_as_the_client_thinks(string header, string value, bool exists, int status)
    {
        var occurredAt = new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc);
        using var flight = Flight(occurredAt);
        flight.Read();
        _adx.AnswerRows(exists ? Flight(occurredAt) : FlightRows.Of());

        var exchange = await PutAsync("F-1", State, (header, value.Replace("{etag}", FlightETag.Of(flight), StringComparison.Ordinal)));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(status));
            Assert.That(_hub.Sends, Has.Count.EqualTo(status == 202 ? 1 : 0));
        });
    }

    [Test]
    public async Task A_correction_that_is_not_UTF8_is_rejected()
    {
        var exchange = new HttpExchange("/api/flights/F-1", body: [.. "{\"status\":\""u8, 0xC3, 0x28, .. "\"}"u8], contentType: "application/json");

        await exchange.AnswerAsync(await new CorrectFlight(_bodies, Change()).Run(exchange.Request, "F-1", default));

        Assert.That((exchange.Status, (string?)exchange.Json["errors"]![0]!["rule"]), Is.EqualTo((400, "Unicode")));
    }

    [Test]
    public async Task A_correction_is_no_larger_than_an_event()
    {
        var exchange = await PutAsync("F-1", $"{{\"note\":\"{new string('x', 1_000_000)}\"}}");

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((413, "ContentTooLarge")));
    }

    private FlightChange Change() => new(_adx.Kusto, _hub.Publisher, _claims.Claims(_time), Options.Create(_limits), _time);

    private async Task<HttpExchange> PutAsync(string flightId, string body, params IEnumerable<(string Name, string Value)> headers)
    {
        var exchange = new HttpExchange($"/api/flights/{flightId}", body: SampleEvents.Bytes(body), contentType: "application/json");
        foreach (var (name, value) in headers)
            exchange.Request.Headers[name] = value;
        return await exchange.AnswerAsync(await new CorrectFlight(_bodies, Change()).Run(exchange.Request, flightId, default));
    }

    private async Task<HttpExchange> PatchAsync(string flightId, string body)
    {
        var exchange = new HttpExchange($"/api/flights/{flightId}", body: SampleEvents.Bytes(body), contentType: "application/merge-patch+json");
        return await exchange.AnswerAsync(await new PatchFlight(_bodies, Change()).Run(exchange.Request, flightId, default));
    }

    private async Task<HttpExchange> DeleteAsync(string flightId)
    {
        var exchange = new HttpExchange($"/api/flights/{flightId}");
        return await exchange.AnswerAsync(await new CancelFlight(Change()).Run(exchange.Request, flightId, default));
    }

    private static DataTableReader Flight(DateTime occurredAt, string eventId = "e-1") => FlightRows.One(
        ("FlightId", "F-1"), ("Airline", ""), ("Origin", "SCL"), ("Destination", "LIM"),
        ("ScheduledDeparture", new DateTime(2024, 5, 1, 10, 20, 0, DateTimeKind.Utc)), ("Status", "delayed"),
        ("EventType", "FlightDelayed"), ("EventId", eventId), ("OccurredAt", occurredAt), ("Extra", "{\"gate\":\"12B\"}"));
}
