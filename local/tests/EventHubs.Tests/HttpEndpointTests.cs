using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LocalEventHubs.Errors;
using LocalEventHubs.Security;

namespace LocalEventHubs.Tests;

/// <summary>Tests how the HTTP endpoint handles requests from web pages, malformed requests and the administration of hubs.</summary>
internal sealed class HttpEndpointTests : AmqpTestBase
{
    private HttpClient _http = null!;

    [SetUp]
    public void CreateClient() => _http = new HttpClient { BaseAddress = Broker.Endpoint };

    [TearDown]
    public void CloseClient() => _http.Dispose();

    [TestCase("evil.example")]
    [TestCase("127.0.0.1.evil.example")]
    [TestCase("10.0.0.1")]
    public async Task A_rebound_host_name_is_rejected_even_for_reads(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = host;

        using var response = await _http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("Host header").And.Not.Contain("flights"));
    }

    [TestCase("localhost")]
    [TestCase("LOCALHOST:5300")]
    [TestCase("127.0.0.1")]
    [TestCase("[::1]:80")]
    public async Task Requests_to_local_host_names_are_served(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = host;

        using var response = await _http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Responses_forbid_content_type_sniffing()
    {
        using var status = await _http.GetAsync("/");
        using var created = await _http.SendAsync(Send("x"));
        using var unknown = await _http.GetAsync("/nothing/here");

        foreach (var response in (HttpResponseMessage[])[status, created, unknown])
            Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]), $"{response.StatusCode}");
    }

    [Test]
    public async Task A_page_of_another_site_cannot_embed_a_response()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "no-cors");

        using var response = await _http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [TestCase("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [TestCase("Origin", "null", HttpStatusCode.Forbidden)]
    [TestCase("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [TestCase("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [TestCase("Origin", "http://localhost:3000", HttpStatusCode.Created)]
    [TestCase("Sec-Fetch-Site", "same-origin", HttpStatusCode.Created)]
    public async Task A_page_of_another_site_cannot_write(string header, string value, HttpStatusCode expected)
    {
        using var request = Send("x");
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await _http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(expected));
        Assert.That(Broker.GetHub(Hub).Partitions.Sum(p => p.LastSequenceNumber + 1),
            Is.EqualTo(expected == HttpStatusCode.Created ? 1 : 0));
    }

    [TestCase("ZZ\r\n", TestName = "A_chunk_size_that_is_not_a_number_is_a_client_error")]
    [TestCase("FFFFFFFFFFFFFFFFF\r\n", TestName = "A_chunk_size_that_overflows_is_a_client_error")]
    [TestCase("5\r\nab\r\n0\r\n\r\n", TestName = "A_chunk_that_is_too_short_is_a_client_error")]
    public async Task Malformed_chunks_are_a_client_error(string body)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, Broker.Endpoint.Port);
        var stream = tcp.GetStream();
        var request =
            $"POST /flights/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: {Token()}\r\nTransfer-Encoding: chunked\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));

        using var reader = new StreamReader(stream);
        Assert.That(await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)), Does.StartWith("HTTP/1.1 400"));
    }

    [Test]
    public async Task A_token_that_never_expires_is_valid()
    {
        using var request = Send("x", Token(DateTimeOffset.MaxValue));

        using var response = await _http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task A_hub_created_over_HTTP_is_served_and_survives_a_restart()
    {
        using var created = await PutAsync("orders", """{"partitionCount":2,"consumerGroups":["billing"]}""");
        using var again = await PutAsync("orders", """{"partitionCount":2,"consumerGroups":["billing"]}""");
        using var other = await PutAsync("Orders", """{"partitionCount":3}""");
        await SendToAsync("orders", "1");

        Assert.That(
            new[] { created.StatusCode, again.StatusCode, other.StatusCode },
            Is.EqualTo(new[] { HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Conflict }));
        await Broker.DisposeAsync();
        var restarted = await StartAsync(Options());
        Assert.That(restarted.GetHub("orders").GetPartition("1").LastSequenceNumber, Is.Zero);
        Assert.That(restarted.GetHub("orders").ConsumerGroups.Select(group => group.Name),
            Is.EquivalentTo(new[] { "$Default", "billing" }));
    }

    [Test]
    public async Task The_hubs_are_listed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/$admin/hubs");
        request.Headers.TryAddWithoutValidation("Authorization", Token(resource: "https://localhost/"));

        using var response = await _http.SendAsync(request);

        using var hubs = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var hub = hubs.RootElement.EnumerateArray().Single();
        Assert.That(hub.GetProperty("name").GetString(), Is.EqualTo(Hub));
        Assert.That(hub.GetProperty("partitionCount").GetInt32(), Is.EqualTo(4));
        Assert.That(hub.GetProperty("consumerGroups").EnumerateArray().Select(group => group.GetString()),
            Is.EquivalentTo(new[] { "$Default", "ingest" }));
    }

    [TestCase("""{"partitionCount":0}""", HttpStatusCode.BadRequest)]
    [TestCase("""{"partitionCount":"4"}""", HttpStatusCode.BadRequest)]
    [TestCase("{}", HttpStatusCode.BadRequest)]
    [TestCase("", HttpStatusCode.BadRequest)]
    public async Task A_hub_that_cannot_be_created_is_rejected(string body, HttpStatusCode expected)
    {
        using var response = await PutAsync("orders", body);

        Assert.That(response.StatusCode, Is.EqualTo(expected));
        Assert.That(() => Broker.GetHub("orders"), Throws.TypeOf<EventHubsException>());
    }

    [Test]
    public async Task Administration_requires_a_token()
    {
        using var response = await _http.GetAsync("/$admin/hubs");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private async Task<HttpResponseMessage> PutAsync(string hub, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/$admin/hubs/{hub}") { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Authorization", Token(resource: "https://localhost/"));
        return await _http.SendAsync(request);
    }

    private HttpRequestMessage Send(string body, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "flights/messages") { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Authorization", token ?? Token());
        return request;
    }

    private string Token(DateTimeOffset? expiry = null, string resource = "https://localhost/flights") =>
        SharedAccessSignature
            .Create(new Uri(resource), AccessPolicy.Root.Name, AccessPolicy.Root.Key, expiry ?? Time.Now.AddHours(1))
            .ToString();
}
