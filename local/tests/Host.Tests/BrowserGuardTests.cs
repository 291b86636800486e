using LocalFunctions.Host.Http;
using Microsoft.AspNetCore.Http;

namespace LocalFunctions.Host.Tests;

/// <summary>Tests that pages of other sites cannot write, regardless of how the browser sends the request.</summary>
internal sealed class BrowserGuardTests
{
    [TestCase("evil.example")]
    [TestCase("127.0.0.1.evil.example:7071")]
    [TestCase("localhost.evil.example")]
    [TestCase("192.168.0.7")]
    [TestCase("")]
    public async Task A_foreign_Host_is_rejected_for_reads_and_writes(string host)
    {
        Assert.That(await StatusAsync("GET", ("Host", host)), Is.EqualTo(400));
        Assert.That(await StatusAsync("POST", ("Host", host)), Is.EqualTo(400));
    }

    [TestCase("localhost:7071")]
    [TestCase("LOCALHOST")]
    [TestCase("127.0.0.1:80")]
    [TestCase("[::1]:7071")]
    public async Task Local_host_names_are_accepted(string host) =>
        Assert.That(await StatusAsync("POST", ("Host", host)), Is.EqualTo(200));

    [TestCase("https://evil.example")]
    [TestCase("http://localhost.evil.example")]
    [TestCase("null")]
    public async Task A_write_from_a_foreign_origin_is_rejected_and_a_read_is_accepted(string origin)
    {
        foreach (var method in (string[])["POST", "PUT", "PATCH", "DELETE"])
            Assert.That(await StatusAsync(method, ("Origin", origin)), Is.EqualTo(403), method);
        Assert.That(await StatusAsync("GET", ("Origin", origin)), Is.EqualTo(200));
        Assert.That(await StatusAsync("OPTIONS", ("Origin", origin)), Is.EqualTo(200), "a preflight request");
    }

    [TestCase("cross-site")]
    [TestCase("same-site")]
    public async Task A_cross_site_write_without_an_Origin_header_is_rejected(string site) =>
        Assert.That(await StatusAsync("POST", ("Sec-Fetch-Site", site)), Is.EqualTo(403));

    [TestCase("no-cors", "image", 403)]
    [TestCase("cors", "empty", 403)]
    [TestCase("navigate", "iframe", 403)]
    [TestCase("navigate", "document", 200)]
    public async Task Another_site_can_link_to_a_response_but_not_embed_the_response(string mode, string destination, int status) =>
        Assert.That(
            await StatusAsync("GET", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination)),
            Is.EqualTo(status));

    [Test]
    public async Task Scripts_from_allowed_origins_can_read() => Assert.That(
        await StatusAsync(
            "GET",
            ["https://portal.example"],
            ("Origin", "https://portal.example"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Mode", "cors")),
        Is.EqualTo(200));

    [TestCase("same-origin")]
    [TestCase("none")]
    public async Task Pages_of_the_app_can_write(string site) =>
        Assert.That(await StatusAsync("POST", ("Sec-Fetch-Site", site), ("Origin", "http://127.0.0.1:7071")), Is.EqualTo(200));

    [TestCase("https://portal.example", 200)]
    [TestCase("https://other.example", 403)]
    public async Task Allowed_origins_can_write(string origin, int status) =>
        Assert.That(await StatusAsync("POST", ["https://portal.example"], ("Origin", origin), ("Sec-Fetch-Site", "cross-site")),
            Is.EqualTo(status));

    private static Task<int> StatusAsync(string method, params (string Name, string Value)[] headers) => StatusAsync(method, [], headers);

    private static async Task<int> StatusAsync(string method, string[] allowedOrigins, params (string Name, string Value)[] headers)
    {
        var http = new DefaultHttpContext { Request = { Method = method, Host = new HostString("127.0.0.1:7071") } };
        foreach (var (name, value) in headers)
            http.Request.Headers[name] = value;
        await BrowserGuard.HandleAsync(http, _ => Task.CompletedTask, allowedOrigins);
        return http.Response.StatusCode;
    }
}
