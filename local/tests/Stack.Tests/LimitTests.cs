using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <summary>Tests rate limits per key and the origins whose scripts can send requests.</summary>
internal sealed class LimitTests : StackTestBase
{
    private const string Allowed = "https://flights.example.com";

    protected override bool RequireKeys => true;

    protected override IReadOnlyList<string> AllowedOrigins => [Allowed];

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["RateLimit:RequestsPerSecond"] = "1",
        ["RateLimit:Burst"] = "3",
    };

    [Test]
    public async Task A_key_with_too_many_requests_receives_Retry_After_without_delaying_others()
    {
        var responses = new List<HttpResponseMessage>();
        for (var i = 0; i < 5; i++)
            responses.Add(await RequestAsync("publish"));
        using var other = await RequestAsync("operate");

        Assert.Multiple(() =>
        {
            Assert.That((int)responses[0].StatusCode, Is.EqualTo(403), "the rejected request counts toward the limit");
            Assert.That(responses[0].Headers.GetValues("RateLimit-Policy"), Is.EqualTo(["\"default\";q=3;w=3"]));
            Assert.That(responses[0].Headers.GetValues("RateLimit"), Is.EqualTo(["\"default\";r=2;t=1"]));
            Assert.That((int)responses[^1].StatusCode, Is.EqualTo(429));
            Assert.That(responses[^1].Headers.GetValues("x-ms-error-code"), Is.EqualTo(["TooManyRequests"]));
            Assert.That(responses[^1].Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That((int)other.StatusCode, Is.EqualTo(200));
        });
        responses.ForEach(response => response.Dispose());
    }

    [Test]
    public async Task Operations_without_a_key_have_no_rate_limit()
    {
        for (var i = 0; i < 10; i++)
        {
            using var response = await Stack.RequestAsync(HttpMethod.Get, "health/live", ("x-functions-key", Stack.Host.ApiKeys["read"]));
            Assert.That((int)response.StatusCode, Is.EqualTo(200));
            Assert.That(response.Headers.Contains("RateLimit"), Is.False);
        }
    }

    [Test]
    public async Task A_preflight_succeeds_for_an_allowed_origin_without_a_key()
    {
        using var response = await Stack.RequestAsync(
            HttpMethod.Options,
            "flights",
            ("Origin", Allowed),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", "x-functions-key"));

        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(204));
            Assert.That(response.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo([Allowed]));
            Assert.That(response.Headers.GetValues("Access-Control-Allow-Methods"), Is.EqualTo(["GET"]));
            Assert.That(response.Headers.GetValues("Access-Control-Allow-Headers"), Is.EqualTo(["x-functions-key"]));
        });
    }

    [Test]
    public async Task The_trace_of_the_client_is_continued()
    {
        using var response = await Stack.RequestAsync(
            HttpMethod.Get, "health/live", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        Assert.That(
            response.Headers.GetValues("traceparent").Single(),
            Does.Match("^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$"));
    }

    [TestCase(Allowed, true)]
    [TestCase("https://elsewhere.example.com", false)]
    public async Task Scripts_from_allowed_origins_can_read_responses(string origin, bool isAllowed)
    {
        using var response = await Stack.RequestAsync(HttpMethod.Get, "health/live", ("Origin", origin));

        Assert.Multiple(() =>
        {
            Assert.That(response.Headers.Contains("Access-Control-Allow-Origin"), Is.EqualTo(isAllowed));
            Assert.That(response.Headers.GetValues("Access-Control-Expose-Headers").Single(), Does.Contain("x-ms-request-id"));
        });
    }

    private Task<HttpResponseMessage> RequestAsync(string key) =>
        Stack.RequestAsync(HttpMethod.Get, "flights", ("x-functions-key", Stack.Host.ApiKeys[key]));
}
