using System.IO.Compression;
using System.Text;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatamFunctions.Tests.Publishing;

public class PublishFlightEventsTests
{
    [TestCase("[{0},{1}]", "application/json")]
    [TestCase("[{0},{1}]", "application/json; charset=utf-8")]
    [TestCase("{0}\n{1}\n", "application/x-ndjson")]
    [TestCase("{0}\n{1}", "application/jsonl")]
    [TestCase("{0}\n{1}", null)]
    public async Task Good_events_are_accepted_and_sent_as_they_came(string form, string? contentType)
    {
        var first = SampleEvents.With("eventId", "\"a\"");
        var (exchange, events) = await PostAsync(form.Replace("{0}", first).Replace("{1}", SampleEvents.Departed), contentType);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(exchange.Text, Is.EqualTo(
                "{\"value\":[{\"eventId\":\"a\",\"flightId\":\"SCL-LIM-20240501T1020Z\"},{\"eventId\":\"e-1\",\"flightId\":\"LA805-20240501-SCL-LIM\"}]}"));
            Assert.That(events, Is.EqualTo([first, SampleEvents.Departed]));
        });
    }

    [Test]
    public async Task One_faulty_event_keeps_all_from_being_published()
    {
        var (exchange, events) = await PostAsync($"[{SampleEvents.Minimal},{SampleEvents.With("origin", "\"x\"")},{{}}]");

        Assert.Multiple(() =>
        {
            Assert.That(events, Is.Null);
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo("InvalidEvents"));
            Assert.That((string?)exchange.Json["detail"], Is.EqualTo("2 of 3 events are faulty; nothing was published."));
            Assert.That(exchange.Json["errors"]![0]!.ToJsonString(), Is.EqualTo(
                "{\"index\":1,\"target\":\"origin\",\"rule\":\"Format\",\"detail\":\"must be an airport code: 3 (IATA) or 4 (ICAO) upper-case letters\",\"value\":\"x\"}"));
            Assert.That(
                exchange.Json["errors"]!.AsArray().Skip(1).Select(error => ((int?)error!["index"], (string?)error["target"], (string?)error["rule"])),
                Is.EqualTo(new (int?, string?, string?)[]
                {
                    (2, "eventId", "Required"),
                    (2, "eventType", "Required"),
                    (2, "occurredAt", "Required"),
                    (2, "origin", "Required"),
                    (2, "destination", "Required"),
                    (2, "scheduledDeparture", "Required"),
                }));
        });
    }

    [Test]
    public async Task Malformed_JSON_says_where_it_breaks()
    {
        var (exchange, events) = await PostAsync("{\"eventId\":}");

        Assert.Multiple(() =>
        {
            Assert.That(events, Is.Null);
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That((string?)exchange.Json["errors"]![0]!["rule"], Is.EqualTo("Malformed"));
            Assert.That((string?)exchange.Json["errors"]![0]!["detail"], Does.Contain("at byte 11"));
        });
    }

    [TestCase("[]", 400, "NoEvents")]
    [TestCase("", 400, "InvalidEvents")]
    public async Task Nothing_to_publish_is_an_error(string body, int status, string code)
    {
        var (exchange, events) = await PostAsync(body);

        Assert.Multiple(() =>
        {
            Assert.That(events, Is.Null);
            Assert.That(exchange.Status, Is.EqualTo(status));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo(code));
        });
    }

    [TestCase(1000, 202)]
    [TestCase(1001, 413)]
    public async Task A_request_has_at_most_a_thousand_events(int count, int status)
    {
        var (exchange, events) = await PostAsync(string.Join('\n', Enumerable.Range(0, count).Select(i => SampleEvents.WithId($"e{i}"))));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(status));
            Assert.That(events?.Length, Is.EqualTo(status == 202 ? count : null));
        });
    }

    [Test]
    public async Task An_event_beyond_its_size_is_too_large()
    {
        var (exchange, events) = await PostAsync(SampleEvents.With("note", $"\"{new string('x', 1024 * 1024)}\""));

        Assert.Multiple(() =>
        {
            Assert.That(events, Is.Null);
            Assert.That(exchange.Status, Is.EqualTo(413));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo("ContentTooLarge"));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_request_beyond_its_size_is_too_large_whether_it_says_so_or_not(bool saysSo)
    {
        var exchange = new HttpExchange(body: new byte[(32 * 1024 * 1024) + 1], contentType: "application/json");
        if (!saysSo)
            exchange.Request.ContentLength = null;

        var output = await Function().Run(exchange.Request, default);
        await exchange.AnswerAsync(output.Result);

        Assert.That(exchange.Status, Is.EqualTo(413));
    }

    [TestCase("text/plain")]
    [TestCase("application/xml")]
    [TestCase("nonsense")]
    public async Task Another_media_type_is_not_supported(string contentType)
    {
        var (exchange, _) = await PostAsync(SampleEvents.Minimal, contentType);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(415));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo("UnsupportedMediaType"));
        });
    }

    [Test]
    public async Task A_gzip_body_is_unpacked()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(SampleEvents.Bytes(SampleEvents.Minimal));
        var exchange = new HttpExchange(body: packed.ToArray(), contentType: "application/json");
        exchange.Request.Headers.ContentEncoding = "gzip";

        var output = await Function().Run(exchange.Request, default);

        Assert.That(output.Events, Is.EqualTo([SampleEvents.Minimal]));
    }

    [TestCase("br", 415, "UnsupportedContentEncoding")]
    [TestCase("gzip", 400, "InvalidEvents")]
    public async Task A_body_that_cannot_be_unpacked_is_refused(string encoding, int status, string code)
    {
        var exchange = new HttpExchange(body: SampleEvents.Bytes(SampleEvents.Minimal), contentType: "application/json");
        exchange.Request.Headers.ContentEncoding = encoding;

        var output = await Function().Run(exchange.Request, default);
        await exchange.AnswerAsync(output.Result);

        Assert.Multiple(() =>
        {
            Assert.That(output.Events, Is.Null);
            Assert.That(exchange.Status, Is.EqualTo(status));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo(code));
        });
    }

    private static PublishFlightEvents Function() => new(new FixedTime(SampleEvents.Now), NullLogger<PublishFlightEvents>.Instance);

    private static async Task<(HttpExchange Exchange, string[]? Events)> PostAsync(string body, string? contentType = "application/json")
    {
        var exchange = new HttpExchange("/api/events", body: Encoding.UTF8.GetBytes(body), contentType: contentType);
        var output = await Function().Run(exchange.Request, default);
        return (await exchange.AnswerAsync(output.Result), output.Events);
    }
}
