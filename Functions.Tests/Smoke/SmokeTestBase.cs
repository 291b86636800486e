using System.Text;
using System.Text.Json.Nodes;

namespace LatamFunctions.Tests.Smoke;

/// <summary>
/// The smoke tests that run after a deployment. The tests use public endpoints and their own data, whose ids contain the tag of the run.
/// The tests delete their data if an API supports deletion; the flights remain as cancelled flights.
/// </summary>
public abstract class SmokeTestBase
{
    /// <summary>The time limit for the arrival of events (docs/operations/slos.md).</summary>
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>The tag of this run, which all ids contain.</summary>
    private readonly string _tag = $"smoke-{Guid.NewGuid().ToString("N")[..12]}";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private SmokeTarget _target = null!;
    private SmokeClient _client = null!;

    protected abstract Task<SmokeTarget> TargetAsync();

    [OneTimeSetUp]
    public async Task FindTargetAsync()
    {
        _target = await TargetAsync();
        _client = new SmokeClient(_http, _target.BaseUrl, _target.FunctionKey);
    }

    [OneTimeTearDown]
    public void DisposeClient() => _http.Dispose();

    [Test]
    public async Task The_app_and_its_dependencies_are_healthy()
    {
        var (live, alive) = await SendAsync(HttpMethod.Get, "health/live", key: null);
        var (ready, health) = await SendAsync(HttpMethod.Get, "health/ready", key: null);

        Assert.Multiple(() =>
        {
            Assert.That(live, Is.EqualTo(200), alive.ToJsonString());
            Assert.That((string?)alive["version"], Is.Not.Null.And.Not.Empty);
            Assert.That(ready, Is.EqualTo(200), health.ToJsonString());
            Assert.That(health["checks"]!.AsObject().Select(check => (check.Key, (string?)check.Value!["status"])), Is.EquivalentTo(
                [("kusto", "healthy"), ("deadLetters", "healthy")]));
        });
    }

    [TestCase("GET", "flights?origin=SCL")]
    [TestCase("GET", "flights/any")]
    [TestCase("PUT", "flights/any")]
    [TestCase("DELETE", "flights/any")]
    [TestCase("POST", "events")]
    [TestCase("GET", "dead-letters")]
    [TestCase("GET", "dead-letters/any")]
    [TestCase("DELETE", "dead-letters/any")]
    [TestCase("POST", "dead-letters/any/replay")]
    [TestCase("POST", "dead-letters/replay")]
    public async Task Without_a_key_every_request_is_rejected(string method, string path)
    {
        var (without, _) = await SendAsync(new HttpMethod(method), path, key: null);
        var (wrong, _) = await SendAsync(new HttpMethod(method), path, key: "wrong");

        Assert.That((without, wrong), Is.EqualTo((401, 401)));
    }

    [Test]
    public async Task An_event_is_published_returned_corrected_and_cancelled()
    {
        var id = $"{_tag}-http";
        var (published, accepted) = await SendAsync(HttpMethod.Post, "events", Event(id, delayMinutes: 5));
        Assert.That(published, Is.EqualTo(202), accepted.ToJsonString());
        Assert.That(accepted.ToJsonString(), Is.EqualTo($$"""{"value":[{"eventId":"{{id}}","flightId":"{{id}}"}]}"""));

        var seen = await FlightAsync(id, flight => (string?)flight["eventId"] == id);
        var (corrected, correction) = await SendAsync(
            HttpMethod.Put,
            $"flights/{id}",
            $$"""
            {"origin":"SCL","destination":"LIM","scheduledDeparture":"2024-05-01T10:20:00Z","delayMinutes":42,"smokeTag":"{{_tag}}"}
            """);
        Assert.That(corrected, Is.EqualTo(202), correction.ToJsonString());
        var afterCorrection = await FlightAsync(id, flight => (string?)flight["eventType"] == "FlightCorrected");

        var (cancelled, cancellation) = await SendAsync(HttpMethod.Delete, $"flights/{id}");
        Assert.That(cancelled, Is.EqualTo(202), cancellation.ToJsonString());
        var afterCancellation = await FlightAsync(id, flight => (string?)flight["eventType"] == "FlightCancelled");

        Assert.Multiple(() =>
        {
            Assert.That(
                (
                    (string?)seen["eventType"], (string?)seen["airline"], (string?)seen["origin"], (string?)seen["destination"],
                    (int?)seen["delayMinutes"]),
                Is.EqualTo(("FlightDelayed", "LA", "SCL", "LIM", 5)));
            Assert.That((string?)seen["scheduledDeparture"], Is.EqualTo("2024-05-01T10:20:00Z"));
            Assert.That((string?)seen["extra"]!["smokeTag"], Is.EqualTo(_tag));
            Assert.That((int?)afterCorrection["delayMinutes"], Is.EqualTo(42));
            Assert.That((string?)afterCorrection["eventId"], Is.EqualTo((string?)correction["value"]![0]!["eventId"]));
            Assert.That((string?)afterCancellation["status"], Is.EqualTo("Cancelled"));
            Assert.That((int?)afterCancellation["delayMinutes"], Is.EqualTo(42));
        });
    }

    [Test]
    public async Task An_event_sent_to_the_hub_is_returned()
    {
        RequireHub();
        var id = $"{_tag}-hub";

        await SendToHubAsync(Event(id, delayMinutes: 7));

        Assert.That((int?)(await FlightAsync(id, _ => true))["delayMinutes"], Is.EqualTo(7));
    }

    [Test]
    public async Task An_invalid_event_is_rejected_with_its_reason_and_nothing_is_published()
    {
        var good = $"{_tag}-refused";
        var (status, problem) = await SendAsync(
            HttpMethod.Post, "events", $"[{Event(good, 1)},{Event($"{_tag}-bad", 1).Replace("SCL", "S0L")}]");
        var (flight, _) = await SendAsync(HttpMethod.Get, $"flights/{good}");

        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(400));
            Assert.That((string?)problem["code"], Is.EqualTo("InvalidEvents"));
            Assert.That(
                (
                    (int?)problem["errors"]![0]!["index"], (string?)problem["errors"]![0]!["target"],
                    (string?)problem["errors"]![0]!["value"]),
                Is.EqualTo((1, "origin", "S0L")));
            Assert.That(flight, Is.EqualTo(404));
        });
    }

    [Test]
    public async Task An_invalid_event_sent_to_the_hub_becomes_a_dead_letter_and_is_discarded()
    {
        RequireHub();
        var from = DateTime.UtcNow.AddMinutes(-15).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

        // The validation error contains the invalid value, so a search for the tag finds the dead letter.
        await SendToHubAsync(Event($"{_tag}-dead", 1).Replace("SCL", _tag));
        var list = $"dead-letters?reason=Format&state=Open&from={from}&limit=100";
        JsonNode? deadLetter = null;
        await Eventually.IsTrueAsync(
            async () => (deadLetter = await FindDeadLetterAsync(list)) is not null,
            "The dead letter of the invalid event",
            Arrival,
            Poll);
        var (discarded, record) = await SendAsync(HttpMethod.Delete, $"dead-letters/{deadLetter!["id"]}?by=smoke-test&note={_tag}");
        var (_, body) = await SendAsync(HttpMethod.Get, $"dead-letters/{deadLetter["id"]}");

        Assert.Multiple(() =>
        {
            Assert.That((string?)deadLetter["faults"]![0]!["field"], Is.EqualTo("origin"));
            Assert.That((string?)deadLetter["stage"], Is.EqualTo("Checked"));
            Assert.That((discarded, (string?)record["state"]), Is.EqualTo((200, "Discarded")));
            Assert.That((string?)JsonNode.Parse((string?)body["body"] ?? "{}")!["eventId"], Is.EqualTo($"{_tag}-dead"));
        });
    }

    [Test]
    public async Task A_search_returns_the_matching_flights()
    {
        var (status, found) = await SendAsync(HttpMethod.Get, "flights?origin=SCL&limit=5");
        var (rejected, problem) = await SendAsync(HttpMethod.Get, "flights?origin=5");

        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(200));
            Assert.That(found["value"]!.AsArray(), Has.Count.LessThanOrEqualTo(5));
            Assert.That(found["value"]!.AsArray().Select(flight => (string?)flight!["origin"]), Is.All.EqualTo("SCL"));
            Assert.That((rejected, (string?)problem["errors"]![0]!["target"]), Is.EqualTo((400, "origin")));
        });
    }

    private string Event(string id, int delayMinutes) =>
        $$"""{"eventId":"{{id}}","eventType":"FlightDelayed","occurredAt":"2024-05-01T10:00:00Z","flightId":"{{id}}","airline":"LA","""
        + """ "origin":"SCL","destination":"LIM","scheduledDeparture":"2024-05-01T10:20:00Z","""
        + $$""" "delayMinutes":{{delayMinutes}},"smokeTag":"{{_tag}}"}""";

    private void RequireHub()
    {
        if (_target.EventHub is null)
            Assert.Ignore("SMOKE_EVENT_HUB_URL and SMOKE_EVENT_HUB_TOKEN are not set, so the hub's endpoint is not tested.");
    }

    private async Task<JsonNode> FlightAsync(string flightId, Func<JsonNode, bool> isWanted)
    {
        JsonNode flight = new JsonObject();
        await Eventually.IsTrueAsync(
            async () =>
            {
                (var status, flight) = await SendAsync(HttpMethod.Get, $"flights/{flightId}");
                return status == 200 && isWanted(flight);
            },
            $"The flight {flightId} as published",
            Arrival,
            Poll);
        return flight;
    }

    private async Task<JsonNode?> FindDeadLetterAsync(string? path)
    {
        while (path is not null)
        {
            var (status, page) = await SendAsync(HttpMethod.Get, path);
            Assert.That(status, Is.EqualTo(200), page.ToJsonString());
            if (page["value"]!.AsArray()
                .FirstOrDefault(one => one!["faults"]!.AsArray().Any(error => (string?)error!["value"] == _tag)) is { } deadLetter)
                return deadLetter;
            path = (string?)page["nextLink"] is { } next ? $"dead-letters{next[next.IndexOf('?', StringComparison.Ordinal)..]}" : null;
        }

        return null;
    }

    private async Task SendToHubAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_target.EventHub}/messages")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", _target.EventHubAuthorization);
        using var response = await _http.SendAsync(request);
        Assert.That((int)response.StatusCode, Is.EqualTo(201), await response.Content.ReadAsStringAsync());
    }

    private Task<(int Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string? body = null) =>
        _client.SendAsync(method, path, body);

    private Task<(int Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string? key, string? body = null) =>
        _client.SendOnceAsync(method, path, key, body);
}
