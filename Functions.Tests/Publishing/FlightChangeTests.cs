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

    private readonly FixedTime _time = new(SampleEvents.Now);
    private ClaimTable _claims = null!;
    private readonly RequestBodies _bodies = new(Options.Create(new RequestBodyOptions()), Options.Create(new MessageLimits()));
    private QueryEndpoint _adx = null!;
    private HubEndpoint _hub = null!;

    [SetUp]
    public void SetUp()
    {
        _adx = new QueryEndpoint();
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

    private FlightChange Change() => new(_adx.Kusto, _hub.Publisher, _claims.Claims(_time), _time);

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

    private static DataTableReader Flight(DateTime occurredAt) => FlightRows.One(
        ("FlightId", "F-1"), ("Airline", ""), ("Origin", "SCL"), ("Destination", "LIM"),
        ("ScheduledDeparture", new DateTime(2024, 5, 1, 10, 20, 0, DateTimeKind.Utc)), ("Status", "delayed"),
        ("EventType", "FlightDelayed"), ("EventId", "e-1"), ("OccurredAt", occurredAt), ("Extra", "{\"gate\":\"12B\"}"));
}
