using System.Globalization;
using LatamFunctions.Http;
using LatamFunctions.OpenApi;
using LatamFunctions.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Http;

/// <summary>
/// Tests that links start with the address at which clients reach the API, regardless of the headers that a caller sends.
/// </summary>
public class PublicAddressTests
{
    private const string Gateway = "https://api.example.com";

    [TestCase("", "", "", "", "")]
    [TestCase("", "", "evil.example", "https", "")]
    [TestCase(Gateway, "", "", "", Gateway)]
    [TestCase(Gateway + "/", "", "evil.example", "http", Gateway)]
    [TestCase(Gateway + "/airline", "", "", "", Gateway + "/airline")]
    [TestCase("", "api.example.com", "API.example.com", "https", Gateway)]
    [TestCase("", "api.example.com", "api.example.com", "", Gateway)]
    [TestCase("", "api.example.com", "api.example.com", "ftp", Gateway)]
    [TestCase("", "api.example.com", "api.example.com", "http", "http://api.example.com")]
    [TestCase("", "api.example.com", "evil.example", "https", "")]
    [TestCase("", "api.example.com", "evil.example, api.example.com", "http, https", Gateway)]
    [TestCase("", "api.example.com", "api.example.com, evil.example", "https", "")]
    [TestCase(Gateway, "b.example:8443", "b.example:8443", "https", "https://b.example:8443")]
    public async Task A_link_starts_with_the_configured_address_or_with_the_address_of_a_trusted_gateway(
        string baseUrl, string forwardedHosts, string host, string proto, string expected)
    {
        var adx = new QueryEndpoint { Address = Address(baseUrl, forwardedHosts) };

        var exchange = await FirstPageAsync(adx, host, proto);

        var link = (string)exchange.Json["nextLink"]!;
        Assert.That(link, Does.StartWith($"{expected}/api/flights?limit=1&cursor="));
        Assert.That(exchange.Header("Link"), Is.EqualTo($"<{link}>; rel=\"next\""));
    }

    [Test]
    public async Task A_cached_response_never_contains_another_callers_host()
    {
        var adx = new QueryEndpoint { Address = Address("", "a.example, b.example") };
        var responses = adx.Responses;
        var links = new List<string>();

        foreach (var host in new[] { "evil.example", "", "a.example", "b.example", "a.example", "" })
            links.Add((string)(await FirstPageAsync(adx, host, "https", responses)).Json["nextLink"]!);

        Assert.That(links.Select(link => link[..link.IndexOf("/api/", StringComparison.Ordinal)]), Is.EqualTo(
            new[] { "", "", "https://a.example", "https://b.example", "https://a.example", "" }));
        Assert.That(adx.Executed, Is.EqualTo(3), "one query per address, regardless of untrusted headers");
    }

    /// <summary>The worker sets the base path from X-Forwarded-Prefix.</summary>
    [Test]
    public async Task Links_ignore_the_path_prefix_of_a_caller()
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(TwoFlights());
        var exchange = new HttpExchange("/api/flights", "?limit=1");
        exchange.Request.PathBase = "/evil";

        await exchange.RespondAsync(await adx.Search(adx.Responses).Run(exchange.Request, default));

        Assert.That((string)exchange.Json["nextLink"]!, Does.StartWith("/api/flights?"));
    }

    [Test]
    public async Task Links_ignore_the_Host_header_of_a_caller()
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(TwoFlights());
        var exchange = new HttpExchange("/api/flights", "?limit=1");
        exchange.Request.Host = new HostString("evil.example");

        await exchange.RespondAsync(await adx.Search(adx.Responses).Run(exchange.Request, default));

        Assert.That(exchange.Text, Does.Contain("nextLink").And.Not.Contain("evil"));
    }

    [TestCase("", "/api")]
    [TestCase(Gateway + "/airline", "/airline/api")]
    public async Task The_OpenAPI_document_has_the_path_of_the_gateway(string baseUrl, string server)
    {
        var exchange = new HttpExchange("/api/openapi.json");

        await exchange.RespondAsync(await new GetOpenApi(Address(baseUrl, "")).Run(exchange.Request, default));

        Assert.That((string?)exchange.Json["servers"]![0]!["url"], Is.EqualTo(server));
    }

    [TestCase("/api/docs", "docs/index.html")]
    [TestCase("/api/docs/", "index.html")]
    public async Task The_redirect_to_the_documentation_is_relative_to_the_requested_address(string path, string location)
    {
        var exchange = new HttpExchange(path);
        exchange.Context.RequestServices = new EmptyServices();

        await exchange.RespondAsync(new GetDocs().Run(exchange.Request, null));

        Assert.That((exchange.Status, exchange.Header("Location")), Is.EqualTo((302, location)));
    }

    [TestCase("PublicAddress__BaseUrl", "api.example.com", "PublicAddress__BaseUrl must be")]
    [TestCase("PublicAddress__BaseUrl", "ftp://api.example.com", "PublicAddress__BaseUrl must be")]
    [TestCase("PublicAddress__BaseUrl", "https://api.example.com?x=1", "PublicAddress__BaseUrl must be")]
    [TestCase("PublicAddress__BaseUrl", "https://api.example.com/airline", null)]
    [TestCase("PublicAddress__ForwardedHosts", "https://api.example.com", "PublicAddress__ForwardedHosts must be")]
    [TestCase("PublicAddress__ForwardedHosts", "a.example,b.example/path", "PublicAddress__ForwardedHosts must be")]
    [TestCase("PublicAddress__ForwardedHosts", "a.example, b.example:8443", null)]
    public void An_invalid_address_setting_is_rejected_at_startup(string setting, string value, string? message)
    {
        var error = ConfiguredServices.StartupError(services => services.AddHttp(), (setting, value));

        Assert.That(error, message is null ? Is.Null : Does.Contain(message));
    }

    private static PublicAddress Address(string baseUrl, string forwardedHosts) =>
        new(Options.Create(new PublicAddressOptions { BaseUrl = baseUrl, ForwardedHosts = forwardedHosts }));

    private static async Task<HttpExchange> FirstPageAsync(
        QueryEndpoint adx, string host, string proto, LatamFunctions.Responses.FlightResponses? responses = null)
    {
        adx.Respond = _ => Task.FromResult(TwoFlights());
        var exchange = new HttpExchange("/api/flights", "?limit=1");
        if (host.Length > 0)
            exchange.Request.Headers["X-Forwarded-Host"] = host;
        if (proto.Length > 0)
            exchange.Request.Headers["X-Forwarded-Proto"] = proto;
        return await exchange.RespondAsync(await adx.Search(responses ?? adx.Responses).Run(exchange.Request, default));
    }

    private static System.Data.IDataReader TwoFlights()
    {
        var departure = DateTime.Parse("2024-05-01T09:45:00Z", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        return FlightRows.Create(("LA805", departure, 13), ("LA806", departure, 0));
    }

    private sealed class EmptyServices : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(Microsoft.Extensions.Logging.ILoggerFactory)
                ? Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance
                : null;
    }
}
