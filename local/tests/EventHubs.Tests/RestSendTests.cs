using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace LocalEventHubs.Tests;

internal sealed class RestSendTests : BrokerTestBase
{
    private const string BatchType = "application/vnd.microsoft.servicebus.json";

    private FaultyDisk _disk = null!;
    private EventHubBroker _broker = null!;
    private EventHub _hub = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task StartBrokerAsync()
    {
        _disk = new FaultyDisk();
        _broker = await StartAsync(disk: _disk);
        _hub = _broker.GetHub("flights");
        _http = new HttpClient { BaseAddress = _broker.Endpoint };
    }

    [TearDown]
    public void CloseClient() => _http.Dispose();

    [Test]
    public async Task A_single_event_is_stored_with_its_headers_as_properties()
    {
        using var request = Post("flights/messages?timeout=60&api-version=2014-01", "hello ü"u8.ToArray(), "text/plain; charset=utf-8");
        request.Headers.Add("BrokerProperties", """{"PartitionKey":"mykey","MessageId":"m1","CorrelationId":"c1","Label":"x","TimeToLive":5}""");
        request.Headers.Add("Alert", "Strong Wind");
        request.Headers.Add("Quoted", "\"text\"");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.Add("x-ms-retrypolicy", "NoRetry");
        request.Headers.Add("User-Agent", "test");
        request.Headers.Add("Accept", "*/*");

        using var response = await _http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.Empty);
        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("application/xml; charset=utf-8"));
        var (partition, stored) = (await ReadAllAsync(_hub)).Single();
        Assert.That(partition, Is.EqualTo("3"), "where mykey goes");
        Assert.That(Encoding.UTF8.GetString(stored.Body.Span), Is.EqualTo("hello ü"));
        Assert.That(stored.ContentType, Is.EqualTo("text/plain; charset=utf-8"));
        Assert.That((stored.PartitionKey, stored.MessageId, stored.CorrelationId), Is.EqualTo(("mykey", "m1", "c1")));
        Assert.That(stored.Properties, Is.EqualTo(new Dictionary<string, object> { ["Alert"] = "Strong Wind", ["Quoted"] = "text" }));
        Assert.That((stored.SequenceNumber, stored.EnqueuedTime), Is.EqualTo((0, Time.Now)));
    }

    [Test]
    public async Task A_batch_is_stored_in_order_in_one_partition()
    {
        const string json = """
            [{"Body":"Message1","UserProperties":{"Alert":"Strong Wind","n":12,"x":1.5,"on":true,"off":false,"none":null},
              "BrokerProperties":{"PartitionKey":"alphabet","CorrelationId":"32119834","MessageId":"m1","Label":{"a":[1]}}},
             {"UserProperties":null,"Body":"{\"origin\":\"SFO\",\u0022city\u0022:\"S\u00e3o Paulo \ud83d\ude00\"}"},
             {"IsBodyBase64":true,"Body":"AAEC/w==","Unknown":[{"Body":"no"}]},
             {"Body":""}]
            """;

        using var response = await SendAsync(Post("flights/messages", Encoding.UTF8.GetBytes(json), BatchType + "; charset=utf-8"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var events = await ReadAllAsync(_hub);
        Assert.That(events.Select(e => e.Partition), Is.EqualTo(new[] { "2", "2", "2", "2" }), "where alphabet goes");
        Assert.That(events.Select(e => e.Event.SequenceNumber), Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(
            events.Select(e => e.Event.Body.ToArray()),
            Is.EqualTo(new[]
            {
                "Message1"u8.ToArray(), """{"origin":"SFO","city":"São Paulo 😀"}"""u8.ToArray(), [0, 1, 2, 255], [],
            }));
        Assert.That(
            events[0].Event.Properties,
            Is.EqualTo(new Dictionary<string, object> { ["Alert"] = "Strong Wind", ["n"] = 12L, ["x"] = 1.5, ["on"] = true, ["off"] = false }));
        Assert.That((events[0].Event.MessageId, events[0].Event.CorrelationId), Is.EqualTo(("m1", "32119834")));
        Assert.That(events.Skip(1).SelectMany(e => e.Event.Properties), Is.Empty);
        Assert.That(events.Select(e => e.Event.ContentType), Is.All.Null);
    }

    [TestCase("flights/partitions/1/messages", "1", null)]
    [TestCase("FLIGHTS/Partitions/1/Messages", "1", null)]
    [TestCase("flights/publishers/alphabet/messages", "2", "alphabet")]
    public async Task The_path_may_name_a_partition_or_a_publisher(string path, string partition, string? partitionKey)
    {
        using var response = await SendAsync(Post(path, "x"u8.ToArray()));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var stored = (await ReadAllAsync(_hub)).Single();
        Assert.That((stored.Partition, stored.Event.PartitionKey), Is.EqualTo((partition, partitionKey)));
    }

    [TestCase("""[{"Body":"a","UserProperties":{"<\u0001>":[]}}]""", "'<?>'")]
    [TestCase("", "event 0")]
    [TestCase("{}", "an array")]
    [TestCase("[]", "no events")]
    [TestCase("[1]", "event 0: an object")]
    [TestCase("""[{"Body":"a"}""", "event 1")]
    [TestCase("""[{"Body":"a"}] []""", "event 1")]
    [TestCase("""[{"Body":"a"},{"body":"b"}]""", "event 1: it has no Body")]
    [TestCase("""[{"Body":{"origin":"SFO"}}]""", "event 0: Body should be a string")]
    [TestCase("""[{"Body":null}]""", "event 0: Body should be a string")]
    [TestCase("""[{"Body":"a"},{"Body":"%%%","IsBodyBase64":true}]""", "event 1")]
    [TestCase("""[{"Body":"a","IsBodyBase64":"yes"}]""", "event 0")]
    [TestCase("""[{"Body":"\ud83d alone"}]""", "event 0")]
    [TestCase("""[{"Body":"a","UserProperties":{"deep":{"a":1}}}]""", "event 0: the user property 'deep'")]
    [TestCase("""[{"Body":"a","UserProperties":[]}]""", "event 0: UserProperties should be an object")]
    [TestCase("""[{"Body":"a","BrokerProperties":"k"}]""", "event 0: BrokerProperties should be an object")]
    [TestCase("""[{"Body":"a","BrokerProperties":{"PartitionKey":1}}]""", "event 0: PartitionKey should be a string")]
    [TestCase(
        """[{"Body":"a","BrokerProperties":{"PartitionKey":"k"}},{"Body":"b"},{"Body":"c","BrokerProperties":{"PartitionKey":"j"}}]""",
        "event 2: its PartitionKey 'j' differs from 'k'")]
    public async Task A_bad_batch_is_refused_whole_and_says_where(string json, string expected)
    {
        using var response = await SendAsync(Post("flights/messages", Encoding.UTF8.GetBytes(json), BatchType));

        await AssertErrorAsync(response, HttpStatusCode.BadRequest, expected);
    }

    [Test]
    public async Task A_batch_that_is_no_UTF8_is_refused()
    {
        byte[] json = [.. "[{\"Body\":\"a"u8, 0xC3, .. "\"}]"u8];

        using var response = await SendAsync(Post("flights/messages", json, BatchType));

        await AssertErrorAsync(response, HttpStatusCode.BadRequest, "event 0");
    }

    [Test]
    public async Task A_batch_may_begin_with_a_byte_order_mark()
    {
        using var response = await SendAsync(Post("flights/messages", [0xEF, 0xBB, 0xBF, .. "[{\"Body\":\"a\"}]"u8], BatchType));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("text")]
    [TestCase("{} {}")]
    [TestCase("{\"PartitionKey\":7}")]
    public async Task Bad_broker_properties_are_refused(string header)
    {
        using var request = Post("flights/messages", "x"u8.ToArray());
        request.Headers.Add("BrokerProperties", header);

        using var response = await _http.SendAsync(request);

        await AssertErrorAsync(response, HttpStatusCode.BadRequest, "BrokerProperties");
    }

    [Test]
    public async Task A_partition_key_that_contradicts_the_publisher_is_refused()
    {
        using var request = Post("flights/publishers/p1/messages", "x"u8.ToArray());
        request.Headers.Add("BrokerProperties", """{"PartitionKey":"p2"}""");

        using var response = await _http.SendAsync(request);

        await AssertErrorAsync(response, HttpStatusCode.BadRequest, "'p2' should be the publisher 'p1'");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task More_than_a_mebibyte_is_refused(bool lengthKnown)
    {
        using var request = Post("flights/messages", new byte[(1024 * 1024) + 1]);
        request.Headers.TransferEncodingChunked = !lengthKnown;

        using var response = await _http.SendAsync(request);

        await AssertErrorAsync(response, HttpStatusCode.RequestEntityTooLarge, "1048576");
    }

    [Test]
    public async Task A_mebibyte_less_its_frame_is_taken()
    {
        using var response = await SendAsync(Post("flights/messages", new byte[(1024 * 1024) - 8 - 44]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), await response.Content.ReadAsStringAsync());
    }

    [TestCase("nope/messages", "'nope' could not be found")]
    [TestCase("flights/partitions/4/messages", "It should be between 0 and 3")]
    [TestCase("flights/partitions/x/messages", "It should be between 0 and 3")]
    [TestCase("flights", "There is nothing at '/flights'")]
    [TestCase("flights/messages/1", "There is nothing at '/flights/messages/1'")]
    [TestCase("flights/groups/1/messages", "There is nothing at")]
    public async Task What_does_not_exist_is_not_found(string path, string expected)
    {
        using var response = await SendAsync(Post(path, "x"u8.ToArray()));

        await AssertErrorAsync(response, HttpStatusCode.NotFound, expected);
    }

    [TestCase("GET", "flights/messages", "POST")]
    [TestCase("PUT", "flights/partitions/0/messages", "POST")]
    [TestCase("DELETE", "flights/messages", "POST")]
    [TestCase("POST", "", "GET")]
    public async Task Other_methods_are_not_allowed(string method, string path, string allowed)
    {
        using var request = Post(path, []);
        request.Method = new HttpMethod(method);

        using var response = await _http.SendAsync(request);

        Assert.That(response.Content.Headers.Allow, Is.EqualTo(new[] { allowed }));
        await AssertErrorAsync(response, HttpStatusCode.MethodNotAllowed, "supported");
    }

    [TestCase(null, "MissingToken")]
    [TestCase("", "MissingToken")]
    [TestCase("Bearer eyJ0eXAi", "MalformedToken")]
    [TestCase("SharedAccessSignature sr=x", "MalformedToken")]
    [TestCase("SharedAccessSignature sr=flights&sig=AAAA&se=soon&skn=RootManageSharedAccessKey", "MalformedToken")]
    [TestCase("SharedAccessSignature sr=flights&sig=AAAA&se=1999999999&skn=RootManageSharedAccessKey", "InvalidSignature")]
    public async Task A_send_without_a_good_token_is_unauthorized(string? authorization, string expected)
    {
        using var response = await SendWithTokenAsync(authorization);

        await AssertErrorAsync(response, HttpStatusCode.Unauthorized, expected);
    }

    [Test]
    public async Task A_token_signed_with_another_key_is_unauthorized()
    {
        using var wrongKey = await SendWithTokenAsync(Token(key: "another"));
        await AssertErrorAsync(wrongKey, HttpStatusCode.Unauthorized, "InvalidSignature");

        using var wrongName = await SendWithTokenAsync(Token(keyName: "another"));
        await AssertErrorAsync(wrongName, HttpStatusCode.Unauthorized, "InvalidSignature");
    }

    [Test]
    public async Task A_token_for_another_hub_is_unauthorized()
    {
        using var response = await SendWithTokenAsync(Token("https://localhost/flights2"));

        await AssertErrorAsync(response, HttpStatusCode.Unauthorized, "InvalidAudience");
    }

    [Test]
    public async Task A_token_ends_some_minutes_after_its_expiry()
    {
        var token = Token(expiry: Time.Now);

        Time.Now += TimeSpan.FromMinutes(5);
        using var withinSkew = await SendWithTokenAsync(token);
        Assert.That(withinSkew.StatusCode, Is.EqualTo(HttpStatusCode.Created));

        Time.Now += TimeSpan.FromSeconds(1);
        using var expired = await SendWithTokenAsync(token);
        await AssertErrorAsync(expired, HttpStatusCode.Unauthorized, "ExpiredToken", stored: 1);
    }

    [Test]
    public async Task An_unauthorized_sender_does_not_learn_which_hubs_exist()
    {
        using var request = Post("nope/messages", "x"u8.ToArray());
        request.Headers.Authorization = null;

        using var response = await _http.SendAsync(request);

        await AssertErrorAsync(response, HttpStatusCode.Unauthorized, "MissingToken");
    }

    [Test]
    public async Task A_token_for_the_namespace_is_good_for_a_hub()
    {
        using var response = await SendWithTokenAsync(Token("https://example.servicebus.windows.net/"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task A_full_disk_asks_the_sender_to_come_back()
    {
        _disk.RoomLeft = 3;
        using var failed = await SendAsync(Post("flights/partitions/0/messages", "x"u8.ToArray()));
        await AssertErrorAsync(failed, HttpStatusCode.ServiceUnavailable, "Nothing was stored");
        Assert.That(failed.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));

        _disk.RoomLeft = null;
        using var again = await SendAsync(Post("flights/partitions/0/messages", "x"u8.ToArray()));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task The_root_tells_what_is_in_the_broker()
    {
        await _hub.SendAsync([new("a"u8.ToArray()), new("b"u8.ToArray())], partitionId: "1");
        await _hub.GetConsumerGroup("ingest").UpdateCheckpointAsync("1", new Checkpoint("80", 0));

        using var status = JsonDocument.Parse(await _http.GetStringAsync("/"));

        var hub = status.RootElement.GetProperty("hubs")[0];
        var partition = hub.GetProperty("partitions")[1];
        Assert.That(hub.GetProperty("name").GetString(), Is.EqualTo("flights"));
        Assert.That(hub.GetProperty("partitions").GetArrayLength(), Is.EqualTo(4));
        Assert.That(partition.GetProperty("lastSequenceNumber").GetInt64(), Is.EqualTo(1));
        Assert.That(partition.GetProperty("sizeInBytes").GetInt64(), Is.EqualTo(36 + 44 + 21 + 21));
        Assert.That(
            hub.GetProperty("consumerGroups").EnumerateArray().Select(g => (g.GetProperty("name").GetString(), g.GetProperty("checkpoints").GetProperty("1").ToString())),
            Is.EqualTo(new[] { ("$Default", ""), ("ingest", "0") }));
        Assert.That(status.RootElement.GetRawText(), Does.Not.Contain("SAS_KEY_VALUE"));
    }

    private string Token(
        string resource = "https://localhost/flights", string keyName = "RootManageSharedAccessKey", string key = "SAS_KEY_VALUE",
        DateTimeOffset? expiry = null) =>
        SharedAccessSignature.Create(new Uri(resource), keyName, key, expiry ?? Time.Now.AddHours(1)).ToString();

    private HttpRequestMessage Post(string path, byte[] body, string contentType = "application/octet-stream")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TryAddWithoutValidation("Authorization", Token("https://localhost/"));
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using (request)
            return await _http.SendAsync(request);
    }

    private Task<HttpResponseMessage> SendWithTokenAsync(string? authorization)
    {
        var request = Post("flights/messages", "x"u8.ToArray());
        request.Headers.Remove("Authorization");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return SendAsync(request);
    }

    private async Task AssertErrorAsync(HttpResponseMessage response, HttpStatusCode statusCode, string expected, int stored = 0)
    {
        var error = XElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.That(response.StatusCode, Is.EqualTo(statusCode), error.ToString());
        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("application/xml; charset=utf-8"));
        Assert.That(error.Name.LocalName, Is.EqualTo("Error"));
        Assert.That(error.Element("Code")?.Value, Is.EqualTo(((int)statusCode).ToString()));
        Assert.That(error.Element("Detail")?.Value, Does.Contain(expected).And.Match(@" TrackingId:[0-9a-f-]{36}, SystemTracker:\S+, Timestamp:2026-03-01T12:\d\d:\d\d\.000Z$"));
        Assert.That(error.ToString(), Does.Not.Contain("SAS_KEY_VALUE").And.Not.Contain(Folder));
        Assert.That(await ReadAllAsync(_hub), Has.Count.EqualTo(stored));
    }
}
