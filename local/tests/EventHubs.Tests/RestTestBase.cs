using System.Net;
using System.Net.Http.Headers;
using System.Xml.Linq;
using LocalEventHubs.Hubs;
using LocalEventHubs.Security;

namespace LocalEventHubs.Tests;

/// <summary>The base class for tests with a broker, an event hub, and a client for the REST API.</summary>
internal abstract class RestTestBase : BrokerTestBase
{
    protected FailingDisk Disk { get; private set; } = null!;

    protected EventHub Hub { get; private set; } = null!;

    protected HttpClient Http { get; private set; } = null!;

    [SetUp]
    public async Task StartBrokerAsync()
    {
        Disk = new FailingDisk();
        var broker = await StartAsync(disk: Disk);
        Hub = broker.GetHub("flights");
        Http = new HttpClient { BaseAddress = broker.Endpoint };
    }

    [TearDown]
    public void CloseClient() => Http.Dispose();

    protected string Token(
        string resource = "https://localhost/flights", string keyName = "RootManageSharedAccessKey", string key = "SAS_KEY_VALUE",
        DateTimeOffset? expiry = null) =>
        SharedAccessSignature.Create(new Uri(resource), keyName, key, expiry ?? Time.Now.AddHours(1)).ToString();

    protected HttpRequestMessage Post(string path, byte[] body, string contentType = "application/octet-stream")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TryAddWithoutValidation("Authorization", Token("https://localhost/"));
        return request;
    }

    protected async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using (request)
            return await Http.SendAsync(request);
    }

    protected async Task AssertErrorAsync(HttpResponseMessage response, HttpStatusCode statusCode, string expected, int stored = 0)
    {
        var error = XElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.That(response.StatusCode, Is.EqualTo(statusCode), error.ToString());
        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("application/xml; charset=utf-8"));
        Assert.That(error.Name.LocalName, Is.EqualTo("Error"));
        Assert.That(error.Element("Code")?.Value, Is.EqualTo(((int)statusCode).ToString()));
        Assert.That(error.Element("Detail")?.Value,
            Does.Contain(expected).And.Match(@" TrackingId:[0-9a-f-]{36}, SystemTracker:\S+, Timestamp:2026-03-01T12:\d\d:\d\d\.000Z$"));
        Assert.That(error.ToString(), Does.Not.Contain("SAS_KEY_VALUE").And.Not.Contain(Folder));
        Assert.That(await ReadAllAsync(Hub), Has.Count.EqualTo(stored));
    }
}
