using System.Net;
using System.Text;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>Tests that a page on another site has no access, regardless of how the browser sends the request.</summary>
public sealed class RequestGuardTests
{
    private const string Query = "v1/rest/query?db=db&csl=print%201";

    private KustoTestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await KustoTestServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("evil.example")]
    [TestCase("evil.example:8080")]
    [TestCase("127.0.0.1.evil.example")]
    [TestCase("localhost.evil.example")]
    [TestCase("192.168.0.7")]
    [TestCase("127.8.9.10:80")]
    [TestCase("[2001:db8::1]:80")]
    public async Task A_foreign_Host_is_rejected(string host)
    {
        Assert.That((await SendAsync(HttpMethod.Get, Query, ("Host", host))).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await SendAsync(HttpMethod.Get, "", ("Host", host))).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await SendAsync(HttpMethod.Post, "v1/rest/mgmt", ("Host", host))).Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [TestCase("localhost")]
    [TestCase("LOCALHOST:9999")]
    [TestCase("127.0.0.1")]
    [TestCase("[::1]:8080")]
    public async Task Local_host_names_are_accepted(string host) =>
        Assert.That((await SendAsync(HttpMethod.Get, Query, ("Host", host))).Status, Is.EqualTo(HttpStatusCode.OK));

    [TestCase("v1/rest/query?db=db&csl=print%201")]
    [TestCase("v2/rest/query?db=db&csl=print%201")]
    [TestCase("v1/rest/auth/metadata")]
    public async Task A_cross_site_GET_without_an_Origin_header_is_rejected(string path)
    {
        var response = await SendAsync(HttpMethod.Get, path, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"),
            ("Sec-Fetch-Dest", "image"));
        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((string?)response.Error["code"], Is.EqualTo("Forbidden"));
        Assert.That((string?)response.Error["@type"], Is.EqualTo("Kusto.Data.Exceptions.KustoRequestDeniedException"));

        var navigation = await SendAsync(HttpMethod.Get, path, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"),
            ("Sec-Fetch-Dest", "document"));
        Assert.That(navigation.Status, Is.EqualTo(HttpStatusCode.Forbidden), "a navigation would also execute the query");
    }

    [TestCase("https://evil.example")]
    [TestCase("null")]
    [TestCase("http://localhost.evil.example")]
    public async Task A_foreign_Origin_is_rejected(string origin) =>
        Assert.That((await SendAsync(HttpMethod.Post, "v1/rest/mgmt", ("Origin", origin))).Status, Is.EqualTo(HttpStatusCode.Forbidden));

    [TestCase("cross-site")]
    [TestCase("same-site")]
    public async Task A_query_from_another_page_is_rejected_even_from_another_port(string site) =>
        Assert.That((await SendAsync(HttpMethod.Get, Query, ("Sec-Fetch-Site", site))).Status, Is.EqualTo(HttpStatusCode.Forbidden));

    [TestCase("v1/rest/ping")]
    [TestCase(Query)]
    [TestCase("v1/rest/query?db=db&csl=nothing")]
    [TestCase("nothing/here")]
    [TestCase("")]
    public async Task Responses_forbid_content_type_sniffing(string path)
    {
        using var response = await _server.Http.GetAsync(path);

        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
    }

    [TestCase("same-origin")]
    [TestCase("none")]
    public async Task The_query_page_and_the_address_bar_are_accepted(string site) =>
        Assert.That((await SendAsync(HttpMethod.Get, Query, ("Sec-Fetch-Site", site))).Status, Is.EqualTo(HttpStatusCode.OK));

    [TestCase(null, HttpStatusCode.Unauthorized)]
    [TestCase("Bearer other", HttpStatusCode.Unauthorized)]
    [TestCase("Basic secret", HttpStatusCode.Unauthorized)]
    [TestCase("Bearer secret", HttpStatusCode.OK)]
    public async Task An_engine_configured_with_a_token_requires_the_token(string? authorization, HttpStatusCode status)
    {
        await using var server = await KustoTestServer.StartAsync(configure: options => options with { AccessToken = "secret" });
        using var request = new HttpRequestMessage(HttpMethod.Get, Query);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await server.Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(status));
    }

    private async Task<KustoTestServer.Response> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
            request.Content = new StringContent("""{"db":"db","csl":".show tables"}""", Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _server.Http.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
