using LatamFunctions.Http;
using LatamFunctions.Tests.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Moq;

namespace LatamFunctions.Tests.Http;

/// <summary>Tests the responses to callers that are not permitted to call a function. The function is not called.</summary>
public class RequestValidationMiddlewareTests
{
    private readonly TestIssuer _issuer = new();

    [OneTimeSetUp]
    public Task StartIssuer() => _issuer.StartAsync();

    [OneTimeTearDown]
    public async Task StopIssuer() => await _issuer.DisposeAsync();

    [TestCase("SearchFlights", "read", 200, "")]
    [TestCase("SearchFlights", "publish", 403, "WrongKey")]
    [TestCase("PublishFlightEvents", "publish", 200, "")]
    [TestCase("ListDeadLetters", "read", 403, "WrongKey")]
    [TestCase("ListDeadLetters", "operate", 200, "")]
    public async Task A_token_with_a_role_grants_only_the_operations_of_the_role(string function, string role, int status, string code)
    {
        var (exchange, called) = await InvokeAsync(function, _issuer.Token([role]), _issuer.Authority);

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code"), called), Is.EqualTo((status, code, status == 200)));
    }

    [Test]
    public async Task An_invalid_token_is_rejected_as_specified_in_RFC_6750()
    {
        var (exchange, called) = await InvokeAsync("SearchFlights", _issuer.InvalidToken("expired"), _issuer.Authority);

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code"), called), Is.EqualTo((401, "InvalidToken", false)));
        Assert.That(exchange.Header("WWW-Authenticate"), Is.EqualTo("Bearer error=\"invalid_token\""));
    }

    [Test]
    public async Task While_the_issuer_is_unavailable_the_response_has_Retry_After()
    {
        var (exchange, called) = await InvokeAsync("SearchFlights", _issuer.Token(["read"]), "http://127.0.0.1:9/none");

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code"), exchange.Header("Retry-After"), called),
            Is.EqualTo((503, "ServiceUnavailable", "5", false)));
    }

    [Test]
    public async Task Public_operations_accept_an_invalid_token()
    {
        var (_, called) = await InvokeAsync("Health", _issuer.InvalidToken("expired"), _issuer.Authority);

        Assert.That(called, Is.True);
    }

    /// <summary>The server accepts these characters in a host, but the label is empty, so the host has no IDN form.</summary>
    [Test]
    public async Task A_host_that_is_not_a_name_is_not_a_server_error()
    {
        var (exchange, called) = await InvokeAsync("SearchFlights", _issuer.Token(["read"]), _issuer.Authority, host: "127..(:80");

        Assert.That((exchange.Status, called), Is.EqualTo((200, true)));
    }

    private static async Task<(HttpExchange Exchange, bool Called)> InvokeAsync(
        string function, string token, string authority, string? host = null)
    {
        var exchange = new HttpExchange("/api/test");
        exchange.Request.Headers.Host = host;
        exchange.Request.Headers.Authorization = $"Bearer {token}";
        using var limits = new RateLimits(Options.Create(new RateLimitOptions()));
        var authenticator = new ConsumerAuthenticator(
            new ApiKeys(Options.Create(new ApiKeyOptions())),
            new EntraTokens(Options.Create(new EntraOptions { Authority = authority, Audience = TestIssuer.Audience })));
        var called = false;

        await new RequestValidationMiddleware(authenticator, limits).Invoke(Context(exchange, function), _ =>
        {
            called = true;
            return Task.CompletedTask;
        });
        return (exchange, called);
    }

    private static FunctionContext Context(HttpExchange exchange, string function)
    {
        var context = new Mock<FunctionContext>();
        context.Setup(it => it.Items).Returns(new Dictionary<object, object> { ["HttpRequestContext"] = exchange.Context });
        context.Setup(it => it.FunctionDefinition.Name).Returns(function);
        return context.Object;
    }
}
