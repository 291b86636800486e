using System.Text;
using LocalEventHubs.Security;

namespace Abuse.Tests.Stack;

/// <summary>
/// Tests that every server of a running stack rejects requests that a browser sends for a page of another site, even with the correct key.
/// </summary>
[Category("Stack")]
internal sealed class CrossSiteRequestTests
{
    private static readonly string[] Writes = ["functions", "dead letters", "event hub", "Kusto query", "Kusto command", "Kusto ingestion"];
    private static readonly string[] Reads = ["flights", "metrics", "event hub status", "Kusto query by GET"];

    [Test]
    public async Task A_rebound_host_name_is_rejected(
        [ValueSource(nameof(Writes)), ValueSource(nameof(Reads))] string endpoint,
        [Values("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7071", "192.168.0.7", "127..(:80")] string host) =>
        Assert.That(await StatusAsync(endpoint, $"Host: {host}\r\n"), Is.AnyOf(400, 403));

    [Test]
    public async Task A_page_of_another_site_cannot_write(
        [ValueSource(nameof(Writes))] string endpoint,
        [Values("Origin: https://evil.example", "Origin: null", "Origin: http://localhost.evil.example", "Sec-Fetch-Site: cross-site")]
        string header) =>
        Assert.That(await StatusAsync(endpoint, $"Host: 127.0.0.1\r\n{header}\r\n"), Is.EqualTo(403));

    [Test]
    public async Task A_page_of_another_site_cannot_embed_a_response(
        [ValueSource(nameof(Reads))] string endpoint, [Values("no-cors", "cors")] string mode) =>
        Assert.That(
            await StatusAsync(endpoint, $"Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: {mode}\r\n"), Is.EqualTo(403));

    [Test]
    public async Task A_request_from_a_local_program_is_accepted(
        [ValueSource(nameof(Writes)), ValueSource(nameof(Reads))] string endpoint) =>
        Assert.That(await StatusAsync(endpoint, "Host: 127.0.0.1\r\n"), Is.InRange(200, 299));

    private static async Task<int> StatusAsync(string endpoint, string headers)
    {
        var (server, method, target, credentials, body) = Request(endpoint);
        var length = $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n";
        var request = $"{method} {target} HTTP/1.1\r\nConnection: close\r\n{headers}{credentials}{length}\r\n{body}";
        return (await RawHttp.SendAsync(server, Encoding.UTF8.GetBytes(request))).Status;
    }

    private static (Uri Server, string Method, string Target, string Credentials, string Body) Request(string endpoint)
    {
        var api = TargetStack.Api.AbsolutePath;
        var key = $"x-functions-key: {TargetStack.Keys["default"]}\r\n";
        var token = $"Authorization: Bearer {TargetStack.KustoToken}\r\n";
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1);
        var sas = SharedAccessSignature.Create(new Uri(TargetStack.Hub, "/"), AccessPolicy.Root.Name, TargetStack.HubKey, tomorrow);
        var signature = $"Authorization: {sas}\r\n";
        const string json = "Content-Type: application/json\r\n";
        var flight = LocalStack.Tests.Support.Events.Flight("page", "SCL", "LIM");
        return endpoint switch
        {
            "functions" => (TargetStack.Api, "POST", $"{api}events", key + json, flight),
            "dead letters" => (TargetStack.Api, "POST", $"{api}dead-letters/replay", key + json, """{"ids":[]}"""),
            "event hub" => (TargetStack.Hub, "POST", "/flight-events/messages", signature + json, flight),
            "Kusto query" => (TargetStack.Kusto, "POST", "/v2/rest/query", token + json, """{"db":"flights","csl":"print 1"}"""),
            "Kusto command" => (TargetStack.Kusto, "POST", "/v1/rest/mgmt", token + json, """{"db":"flights","csl":".show tables"}"""),
            "Kusto ingestion" => (TargetStack.Kusto, "POST", "/v1/rest/ingest/flights/FlightEvents?streamFormat=csv", token, "page\n"),
            "flights" => (TargetStack.Api, "GET", $"{api}flights?limit=1", key, ""),
            "metrics" => (TargetStack.Api, "GET", "/metrics", key, ""),
            "event hub status" => (TargetStack.Hub, "GET", "/", signature, ""),
            _ => (TargetStack.Kusto, "GET", "/v1/rest/query?db=flights&csl=print%201", token, ""),
        };
    }
}
