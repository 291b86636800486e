using System.IO.Compression;
using System.Text.Json.Nodes;
using Azure.Messaging.EventHubs;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Publishing;

/// <summary>Tests POST /events. All events are validated before any event is sent, and are sent as received.</summary>
public class PublishFlightEventsTests : PublishTestBase
{
    [TestCase("[{0},{1}]", "application/json")]
    [TestCase("[{0},{1}]", "application/json; charset=utf-8")]
    [TestCase("{0}\n{1}\n", "application/x-ndjson")]
    [TestCase("{0}\n{1}", "application/jsonl")]
    [TestCase("{0}\n{1}", null)]
    public async Task Valid_events_are_accepted_and_sent_unchanged(string form, string? contentType)
    {
        var first = SampleEvents.With("eventId", "\"a\"");
        var exchange = await PostAsync(form.Replace("{0}", first).Replace("{1}", SampleEvents.Departed), contentType);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(exchange.Text, Is.EqualTo(
                "{\"value\":[{\"eventId\":\"a\",\"flightId\":\"SCL-LIM-20240501T1020Z\"},"
                + "{\"eventId\":\"e-1\",\"flightId\":\"LA805-20240501-SCL\"}]}"));
            Assert.That(Hub.Bodies, Is.EquivalentTo([first, SampleEvents.Departed]));
            Assert.That(Hub.Sends.Select(send => send.Key), Is.EquivalentTo(["SCL-LIM-20240501T1020Z", "LA805-20240501-SCL"]));
            Assert.That(Hub.Events.Select(data => (data.ContentType, data.MessageId)),
                Is.EquivalentTo([("application/json", "a"), ("application/json", "e-1")]));
        });
    }

    [Test]
    public async Task One_invalid_event_prevents_the_publication_of_all_events()
    {
        var exchange = await PostAsync($"[{SampleEvents.Minimal},{SampleEvents.With("origin", "\"x\"")},{{}}]");

        Assert.Multiple(() =>
        {
            Assert.That(Hub.Sends, Is.Empty);
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo("InvalidEvents"));
            Assert.That((string?)exchange.Json["detail"], Is.EqualTo("2 of 3 events are invalid; nothing was published."));
            Assert.That(exchange.Json["errors"]![0]!.ToJsonString(), Is.EqualTo(
                "{\"index\":1,\"target\":\"origin\",\"rule\":\"Format\","
                + "\"detail\":\"must be an airport code: 3 (IATA) or 4 (ICAO) upper-case letters\",\"value\":\"x\"}"));
            Assert.That(
                exchange.Json["errors"]!.AsArray().Skip(1)
                    .Select(error => ((int?)error!["index"], (string?)error["target"], (string?)error["rule"])),
                Is.EqualTo(new (int?, string?, string?)[]
                {
                    (2, "eventType", "Required"),
                    (2, "occurredAt", "Required"),
                    (2, "origin", "Required"),
                    (2, "destination", "Required"),
                    (2, "scheduledDeparture", "Required"),
                }));
        });
    }

    [Test]
    public async Task A_malformed_JSON_error_has_the_position()
    {
        var exchange = await PostAsync("{\"eventId\":}");

        Assert.Multiple(() =>
        {
            Assert.That(Hub.Sends, Is.Empty);
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That((string?)exchange.Json["errors"]![0]!["rule"], Is.EqualTo("Malformed"));
            Assert.That((string?)exchange.Json["errors"]![0]!["detail"], Does.Contain("at byte 11"));
        });
    }

    [TestCase("[]", 400, "NoEvents")]
    [TestCase("", 400, "InvalidEvents")]
    public async Task A_body_without_events_is_an_error(string body, int status, string code)
    {
        var exchange = await PostAsync(body);

        Assert.Multiple(() =>
        {
            Assert.That(Hub.Sends, Is.Empty);
            Assert.That(exchange.Status, Is.EqualTo(status));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo(code));
        });
    }

    [TestCase(1000, 202)]
    [TestCase(1001, 413)]
    public async Task A_request_has_at_most_a_thousand_events(int count, int status)
    {
        var exchange = await PostAsync(string.Join('\n', Enumerable.Range(0, count).Select(i => SampleEvents.WithId($"e{i}"))));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(status));
            Assert.That(Hub.Events.Count(), Is.EqualTo(status == 202 ? count : 0));
        });
    }

    [Test]
    public async Task An_event_beyond_its_size_is_too_large()
    {
        var exchange = await PostAsync(SampleEvents.With("note", $"\"{new string('x', 1024 * 1024)}\""));

        Assert.Multiple(() =>
        {
            Assert.That(Hub.Sends, Is.Empty);
            Assert.That(exchange.Status, Is.EqualTo(413));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo("ContentTooLarge"));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_request_beyond_its_size_is_too_large_with_and_without_a_stated_length(bool hasContentLength)
    {
        var exchange = new HttpExchange(body: new byte[(32 * 1024 * 1024) + 1], contentType: "application/json");
        if (!hasContentLength)
            exchange.Request.ContentLength = null;

        await exchange.RespondAsync(await Function().Run(exchange.Request, default));

        Assert.That(exchange.Status, Is.EqualTo(413));
    }

    [TestCase("text/plain")]
    [TestCase("application/xml")]
    [TestCase("nonsense")]
    public async Task An_unsupported_media_type_is_rejected(string contentType)
    {
        var exchange = await PostAsync(SampleEvents.Minimal, contentType);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(415));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo("UnsupportedMediaType"));
        });
    }

    [Test]
    public async Task A_gzip_body_is_decompressed()
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(SampleEvents.Bytes(SampleEvents.Minimal));
        var exchange = new HttpExchange(body: compressed.ToArray(), contentType: "application/json");
        exchange.Request.Headers.ContentEncoding = "gzip";

        await exchange.RespondAsync(await Function().Run(exchange.Request, default));

        Assert.That(Hub.Bodies, Is.EqualTo([SampleEvents.Minimal]));
    }

    [TestCase("br", 415, "UnsupportedContentEncoding")]
    [TestCase("gzip", 400, "InvalidEvents")]
    public async Task A_body_that_cannot_be_decompressed_is_rejected(string encoding, int status, string code)
    {
        var exchange = new HttpExchange(body: SampleEvents.Bytes(SampleEvents.Minimal), contentType: "application/json");
        exchange.Request.Headers.ContentEncoding = encoding;

        await exchange.RespondAsync(await Function().Run(exchange.Request, default));

        Assert.Multiple(() =>
        {
            Assert.That(Hub.Sends, Is.Empty);
            Assert.That(exchange.Status, Is.EqualTo(status));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo(code));
        });
    }

    [Test]
    public async Task An_event_without_an_id_is_published_with_the_id_in_the_response()
    {
        var exchange = await PostAsync(SampleEvents.With("eventId", null));

        var eventId = (string)exchange.Json["value"]![0]!["eventId"]!;
        var published = JsonNode.Parse(Hub.Bodies.Single())!;
        Assert.Multiple(() =>
        {
            Assert.That(eventId, Does.Match("^[0-9a-f-]{36}-0$"));
            Assert.That((string?)published["eventId"], Is.EqualTo(eventId));
            Assert.That((string?)published["origin"], Is.EqualTo("SCL"));
        });
    }

    [Test]
    public async Task Events_of_a_flight_are_sent_in_order_with_one_partition_key()
    {
        await PostAsync(string.Join('\n', Enumerable.Range(0, 5).Select(i => SampleEvents.WithId($"e{i}"))));

        Assert.That(Hub.Sends.Single().Events.Select(data => data.MessageId), Is.EqualTo(["e0", "e1", "e2", "e3", "e4"]));
    }

    [Test]
    public async Task A_send_stays_within_the_hubs_limit()
    {
        var large = SampleEvents.Minimal[..^1] + $",\"note\":\"{new string('x', 400_000)}\"}}";

        await PostAsync(string.Join('\n', Enumerable.Repeat(large, 5)));

        Assert.That(Hub.Sends.Select(send => send.Events.Length), Is.EqualTo([2, 2, 1]));
    }

    [Test]
    public async Task If_the_hub_accepts_only_some_events_each_event_has_its_own_status()
    {
        Hub.Respond = key => key == "LA805-20240501-SCL" ? new EventHubsException(true, "flight-events", "busy") : null;

        var exchange = await PostAsync($"[{SampleEvents.Minimal},{SampleEvents.Departed}]");

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(207));
            Assert.That(exchange.Text, Is.EqualTo(
                "{\"value\":[{\"eventId\":\"e-2\",\"flightId\":\"SCL-LIM-20240501T1020Z\",\"status\":202},"
                + "{\"eventId\":\"e-1\",\"flightId\":\"LA805-20240501-SCL\",\"status\":503,"
                + "\"detail\":\"The event hub did not accept this event. Send it again.\"}]}"));
        });
    }

    [Test]
    public async Task While_the_hub_is_unavailable_the_response_has_Retry_After()
    {
        Hub.Respond = _ => new EventHubsException(true, "flight-events", "secret detail");

        var exchange = await PostAsync(SampleEvents.Minimal);

        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((503, "ServiceUnavailable")));
            Assert.That(exchange.Header("Retry-After"), Is.EqualTo("5"));
            Assert.That(exchange.Text, Does.Not.Contain("secret"));
        });
    }

    [Test]
    public async Task A_request_for_many_flights_logs_an_unavailable_hub_once()
    {
        Hub.Respond = _ => new EventHubsException(true, "flight-events", "down");
        var events = Enumerable.Range(0, 500).Select(i => SampleEvents.With("flightId", $"\"F-{i}\""));

        await PostAsync(string.Join('\n', events));

        Assert.That(Hub.Log.Lines, Is.EqualTo(
            [
                "Error: The event hub did not accept 500 events of 500 flights; the first failure is attached",
                "Information: Published 0 events",
            ]));
    }
}
