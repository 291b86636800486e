using System.Net;
using System.Text;
using System.Text.Json;
using LocalEventHubs.Storage;

namespace LocalEventHubs.Tests;

internal sealed class RestSendTests : RestTestBase
{
    private const string BatchType = "application/vnd.microsoft.servicebus.json";

    [Test]
    public async Task A_single_event_is_stored_with_its_headers_as_properties()
    {
        using var request = Post("flights/messages?timeout=60&api-version=2014-01", "hello ü"u8.ToArray(), "text/plain; charset=utf-8");
        request.Headers.Add(
            "BrokerProperties", """{"PartitionKey":"mykey","MessageId":"m1","CorrelationId":"c1","Label":"x","TimeToLive":5}""");
        request.Headers.Add("Alert", "Strong Wind");
        request.Headers.Add("Quoted", "\"text\"");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.Add("x-ms-retrypolicy", "NoRetry");
        request.Headers.Add("User-Agent", "test");
        request.Headers.Add("Accept", "*/*");

        using var response = await Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.Empty);
        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("application/xml; charset=utf-8"));
        var (partition, stored) = (await ReadAllAsync(Hub)).Single();
        Assert.That(partition, Is.EqualTo("3"), "the partition for mykey");
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
        var events = await ReadAllAsync(Hub);
        Assert.That(events.Select(e => e.Partition), Is.EqualTo(new[] { "2", "2", "2", "2" }), "the partition for alphabet");
        Assert.That(events.Select(e => e.Event.SequenceNumber), Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(
            events.Select(e => e.Event.Body.ToArray()),
            Is.EqualTo(new[]
            {
                "Message1"u8.ToArray(), """{"origin":"SFO","city":"São Paulo 😀"}"""u8.ToArray(), [0, 1, 2, 255], [],
            }));
        Assert.That(
            events[0].Event.Properties,
            Is.EqualTo(
                new Dictionary<string, object> { ["Alert"] = "Strong Wind", ["n"] = 12L, ["x"] = 1.5, ["on"] = true, ["off"] = false }));
        Assert.That((events[0].Event.MessageId, events[0].Event.CorrelationId), Is.EqualTo(("m1", "32119834")));
        Assert.That(events.Skip(1).SelectMany(e => e.Event.Properties), Is.Empty);
        Assert.That(events.Select(e => e.Event.ContentType), Is.All.Null);
    }

    [TestCase("flights/partitions/1/messages", "1", null)]
    [TestCase("FLIGHTS/Partitions/1/Messages", "1", null)]
    [TestCase("flights/publishers/alphabet/messages", "2", "alphabet")]
    public async Task The_path_can_specify_a_partition_or_a_publisher(string path, string partition, string? partitionKey)
    {
        using var response = await SendAsync(Post(path, "x"u8.ToArray()));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var stored = (await ReadAllAsync(Hub)).Single();
        Assert.That((stored.Partition, stored.Event.PartitionKey), Is.EqualTo((partition, partitionKey)));
    }

    [TestCase("""[{"Body":"a","UserProperties":{"<\u0001>":[]}}]""", "'<?>'")]
    [TestCase("", "event 0")]
    [TestCase("{}", "an array")]
    [TestCase("[]", "no events")]
    [TestCase("[1]", "event 0: an event must be an object")]
    [TestCase("""[{"Body":"a"}""", "event 1")]
    [TestCase("""[{"Body":"a"}] []""", "event 1")]
    [TestCase("""[{"Body":"a"},{"body":"b"}]""", "event 1: the event has no Body")]
    [TestCase("""[{"Body":{"origin":"SFO"}}]""", "event 0: Body must be a string")]
    [TestCase("""[{"Body":null}]""", "event 0: Body must be a string")]
    [TestCase("""[{"Body":"a"},{"Body":"%%%","IsBodyBase64":true}]""", "event 1")]
    [TestCase("""[{"Body":"a","IsBodyBase64":"yes"}]""", "event 0")]
    [TestCase("""[{"Body":"\ud83d alone"}]""", "event 0")]
    [TestCase("""[{"Body":"a","UserProperties":{"deep":{"a":1}}}]""", "event 0: the user property 'deep'")]
    [TestCase("""[{"Body":"a","UserProperties":[]}]""", "event 0: UserProperties must be an object")]
    [TestCase("""[{"Body":"a","BrokerProperties":"k"}]""", "event 0: BrokerProperties must be an object")]
    [TestCase("""[{"Body":"a","BrokerProperties":{"PartitionKey":1}}]""", "event 0: PartitionKey must be a string")]
    [TestCase(
        """[{"Body":"a","BrokerProperties":{"PartitionKey":"k"}},{"Body":"b"},{"Body":"c","BrokerProperties":{"PartitionKey":"j"}}]""",
        "event 2: the PartitionKey 'j' differs from 'k'")]
    public async Task An_invalid_batch_is_rejected_as_a_whole_with_the_position_of_the_error(string json, string expected)
    {
        using var response = await SendAsync(Post("flights/messages", Encoding.UTF8.GetBytes(json), BatchType));

        await AssertErrorAsync(response, HttpStatusCode.BadRequest, expected);
    }

    [Test]
    public async Task A_batch_that_is_not_UTF8_is_rejected()
    {
        byte[] json = [.. "[{\"Body\":\"a"u8, 0xC3, .. "\"}]"u8];

        using var response = await SendAsync(Post("flights/messages", json, BatchType));

        await AssertErrorAsync(response, HttpStatusCode.BadRequest, "event 0");
    }

    [Test]
    public async Task A_batch_can_start_with_a_byte_order_mark()
    {
        using var response = await SendAsync(Post("flights/messages", [0xEF, 0xBB, 0xBF, .. "[{\"Body\":\"a\"}]"u8], BatchType));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("text")]
    [TestCase("{} {}")]
    [TestCase("{\"PartitionKey\":7}")]
    public async Task Invalid_broker_properties_are_rejected(string header)
    {
        using var request = Post("flights/messages", "x"u8.ToArray());
        request.Headers.Add("BrokerProperties", header);

        using var response = await Http.SendAsync(request);

        await AssertErrorAsync(response, HttpStatusCode.BadRequest, "BrokerProperties");
    }

    [TestCase("""{"PartitionKey":"k\ud800"}""")]
    [TestCase("""{"Pa\ud800rtitionKey":"k"}""")]
    [TestCase("""{"PartitionKey":1}""")]
    [TestCase("""{"PartitionKey":"k" """)]
    [TestCase("k")]
    public async Task A_malformed_BrokerProperties_header_is_rejected(string header)
    {
        using var request = Post("flights/messages", "x"u8.ToArray());
        request.Headers.Add("BrokerProperties", header);

        using var response = await Http.SendAsync(request);

        await AssertErrorAsync(response, HttpStatusCode.BadRequest, "The BrokerProperties header is not a JSON object");
    }

    [Test]
    public async Task A_partition_key_that_contradicts_the_publisher_is_rejected()
    {
        using var request = Post("flights/publishers/p1/messages", "x"u8.ToArray());
        request.Headers.Add("BrokerProperties", """{"PartitionKey":"p2"}""");

        using var response = await Http.SendAsync(request);

        await AssertErrorAsync(response, HttpStatusCode.BadRequest, "'p2' must be the publisher 'p1'");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_body_of_more_than_a_mebibyte_is_rejected(bool lengthKnown)
    {
        using var request = Post("flights/messages", new byte[(1024 * 1024) + 1]);
        request.Headers.TransferEncodingChunked = !lengthKnown;

        using var response = await Http.SendAsync(request);

        await AssertErrorAsync(response, HttpStatusCode.RequestEntityTooLarge, "1048576");
    }

    [Test]
    public async Task A_body_of_a_mebibyte_minus_the_framing_is_accepted()
    {
        using var response = await SendAsync(Post("flights/messages", new byte[(1024 * 1024) - 8 - 44]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), await response.Content.ReadAsStringAsync());
    }

    [TestCase("nope/messages", "'nope' could not be found")]
    [TestCase("flights/partitions/4/messages", "The id must be between 0 and 3")]
    [TestCase("flights/partitions/x/messages", "The id must be between 0 and 3")]
    [TestCase("flights", "The path '/flights' does not exist")]
    [TestCase("flights/messages/1", "The path '/flights/messages/1' does not exist")]
    [TestCase("flights/groups/1/messages", "The path '/flights/groups/1/messages' does not exist")]
    public async Task An_unknown_path_is_not_found(string path, string expected)
    {
        using var response = await SendAsync(Post(path, "x"u8.ToArray()));

        await AssertErrorAsync(response, HttpStatusCode.NotFound, expected);
    }

    [TestCase("GET", "flights/messages", "POST")]
    [TestCase("PUT", "flights/partitions/0/messages", "POST")]
    [TestCase("DELETE", "flights/messages", "POST")]
    [TestCase("POST", "", "GET")]
    public async Task A_method_without_an_operation_is_not_allowed(string method, string path, string allowed)
    {
        using var request = Post(path, []);
        request.Method = new HttpMethod(method);

        using var response = await Http.SendAsync(request);

        Assert.That(response.Content.Headers.Allow, Is.EqualTo(new[] { allowed }));
        await AssertErrorAsync(response, HttpStatusCode.MethodNotAllowed, "supported");
    }

    [Test]
    public async Task A_full_disk_returns_503_with_Retry_After()
    {
        Disk.RoomLeft = 3;
        using var failed = await SendAsync(Post("flights/partitions/0/messages", "x"u8.ToArray()));
        await AssertErrorAsync(failed, HttpStatusCode.ServiceUnavailable, "no events were stored");
        Assert.That(failed.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));

        Disk.RoomLeft = null;
        using var again = await SendAsync(Post("flights/partitions/0/messages", "x"u8.ToArray()));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task The_root_describes_the_state_of_the_broker()
    {
        await Hub.SendAsync([new("a"u8.ToArray()), new("b"u8.ToArray())], partitionId: "1");
        await Hub.GetConsumerGroup("ingest").UpdateCheckpointAsync("1", new Checkpoint("80", 0));

        using var status = JsonDocument.Parse(await Http.GetStringAsync("/"));

        var hub = status.RootElement.GetProperty("hubs")[0];
        var partition = hub.GetProperty("partitions")[1];
        Assert.That(hub.GetProperty("name").GetString(), Is.EqualTo("flights"));
        Assert.That(hub.GetProperty("partitions").GetArrayLength(), Is.EqualTo(4));
        Assert.That(partition.GetProperty("lastSequenceNumber").GetInt64(), Is.EqualTo(1));
        Assert.That(partition.GetProperty("sizeInBytes").GetInt64(), Is.EqualTo(36 + 44 + 21 + 21));
        Assert.That(
            hub.GetProperty("consumerGroups").EnumerateArray()
                .Select(g => (g.GetProperty("name").GetString(), g.GetProperty("checkpoints").GetProperty("1").ToString())),
            Is.EqualTo(new[] { ("$Default", ""), ("ingest", "0") }));
        Assert.That(status.RootElement.GetRawText(), Does.Not.Contain("SAS_KEY_VALUE"));
    }
}
