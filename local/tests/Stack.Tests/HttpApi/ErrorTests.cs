using System.Text;
using System.Text.Json;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>
/// Tests that client errors are reported as problem details with the cause and location, and without implementation details.
/// </summary>
internal sealed partial class ErrorTests : StackTestBase
{
    private const string Flight = """{"origin":"ERR","destination":"LIM","scheduledDeparture":"2024-05-01T08:00:00Z"}""";

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        await Stack.SendAsync(new FlightFacts("there", "ERR", "LIM", "2024-05-01T08:00:00Z").ToEvent());
        await Stack.IngestedAsync();
    }

    [TestCase("", "RouteNotFound")]
    [TestCase("flight", "RouteNotFound")]
    [TestCase("flights/there/events/1", "RouteNotFound")]
    [TestCase("analytics", "RouteNotFound")]
    [TestCase("flights/There", "FlightNotFound")]
    [TestCase("flights/there%20", "FlightNotFound")]
    [TestCase("dead-letters/none", "DeadLetterNotFound")]
    public Task A_missing_resource_is_not_found(string address, string code) => RejectedAsync(HttpMethod.Get, address, 404, code);

    [TestCase("POST", "flights", "GET, HEAD, OPTIONS")]
    [TestCase("DELETE", "flights", "GET, HEAD, OPTIONS")]
    [TestCase("POST", "flights/there", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT")]
    [TestCase("GET", "events", "OPTIONS, POST")]
    [TestCase("PUT", "analytics/routes", "GET, HEAD, OPTIONS")]
    [TestCase("PUT", "dead-letters/some", "DELETE, GET, OPTIONS")]
    public async Task An_unsupported_method_is_rejected_and_the_supported_methods_are_listed(
        string method, string address, string allowed)
    {
        await RejectedAsync(new HttpMethod(method), address, 405, "MethodNotAllowed", check: response =>
            Assert.That(string.Join(", ", response.Content.Headers.Allow), Is.EqualTo(allowed)));

        using var options = await Stack.RequestAsync(HttpMethod.Options, address);
        Assert.That((int)options.StatusCode, Is.EqualTo(204));
        Assert.That(string.Join(", ", options.Content.Headers.Allow), Is.EqualTo(allowed));
    }

    [TestCase("flights?origin=ERR")]
    [TestCase("flights?origin=ERR&format=csv")]
    [TestCase("flights/there")]
    [TestCase("flights/there?asOf=2025-01-01")]
    [TestCase("flights/there/events")]
    [TestCase("analytics/delays?by=day")]
    [TestCase("analytics/routes")]
    [TestCase("analytics/timeseries")]
    [TestCase("exports/flights")]
    [TestCase("flights?limit=0")]
    [TestCase("flights/none")]
    public async Task HEAD_responds_like_GET_without_the_body(string address)
    {
        using var get = await Stack.RequestAsync(HttpMethod.Get, address);
        using var head = await Stack.RequestAsync(HttpMethod.Head, address);

        Assert.Multiple(async () =>
        {
            Assert.That(head.StatusCode, Is.EqualTo(get.StatusCode));
            Assert.That(head.Content.Headers.ContentType, Is.EqualTo(get.Content.Headers.ContentType));
            Assert.That(head.Headers.ETag, Is.EqualTo(get.Headers.ETag));
            Assert.That(head.Headers.CacheControl, Is.EqualTo(get.Headers.CacheControl));
            Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
            if (get.IsSuccessStatusCode && !address.StartsWith("exports", StringComparison.Ordinal))
                Assert.That(head.Content.Headers.ContentLength, Is.EqualTo((await get.Content.ReadAsByteArrayAsync()).Length));
        });
    }

    [TestCase(2083, 400, "InvalidParameter")]
    [TestCase(2084, 414, "UriTooLong")]
    public Task A_URL_can_have_2083_characters(int length, int status, string code)
    {
        const string Address = "flights?status=";
        var text = new string('a', length - Stack.Host.ApiEndpoint.AbsoluteUri.Length - Address.Length);

        return RejectedAsync(HttpMethod.Get, Address + text, status, code);
    }

    [TestCase("POST", "events", "text/plain", null, "UnsupportedMediaType")]
    [TestCase("POST", "events", "application/xml", null, "UnsupportedMediaType")]
    [TestCase("PUT", "flights/there", "text/csv", null, "UnsupportedMediaType")]
    [TestCase("POST", "events", "application/json", "br", "UnsupportedContentEncoding")]
    [TestCase("PUT", "flights/there", "application/json", "deflate", "UnsupportedContentEncoding")]
    public async Task An_unsupported_content_type_is_rejected(string method, string address, string type, string? encoding, string code)
    {
        using var content = Content(Flight, type);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);

        await RejectedAsync(new HttpMethod(method), address, 415, code, content);
    }

    [Test]
    public async Task More_events_than_the_request_limit_are_rejected()
    {
        using var content = Content($"[{string.Join(',', Enumerable.Repeat("{}", 1001))}]");

        await RejectedAsync(HttpMethod.Post, "events", 413, "TooManyEvents", content);
    }

    [TestCase("[]", "NoEvents")]
    [TestCase("", "InvalidEvents")]
    [TestCase("[{}]", "InvalidEvents")]
    [TestCase("{", "InvalidEvents")]
    [TestCase("\"text\"", "InvalidEvents")]
    public async Task A_body_without_valid_events_is_rejected(string body, string code)
    {
        using var content = Content(body);

        await RejectedAsync(HttpMethod.Post, "events", 400, code, content);
    }

    [TestCase("PUT", "there", "If-Match", "\"other\"")]
    [TestCase("PUT", "there", "If-None-Match", "*")]
    [TestCase("PUT", "none", "If-Match", "*")]
    [TestCase("DELETE", "there", "If-Match", "\"other\"")]
    [TestCase("DELETE", "none", "If-Match", "*")]
    public async Task A_change_whose_condition_is_not_met_is_rejected(
        string method, string flightId, string header, string condition)
    {
        using var content = method == "PUT" ? Content(Flight) : null;

        await RejectedAsync(new HttpMethod(method), $"flights/{flightId}", 412, "ConditionNotMet", content, [(header, condition)]);
    }

    [Test]
    public async Task A_change_with_the_current_ETag_is_accepted()
    {
        await Stack.SendAsync(new FlightFacts("mine", "ERR", "LIM", "2024-05-01T08:00:00Z").ToEvent());
        await Stack.IngestedAsync();
        using var read = await Stack.RequestAsync(HttpMethod.Get, "flights/mine");
        using var content = Content(Flight);

        using var changed = await Stack.RequestAsync(
            HttpMethod.Put, "flights/mine", content, [("If-Match", read.Headers.ETag!.ToString())]);
        await Stack.IngestedAsync();

        Assert.That((int)changed.StatusCode, Is.EqualTo(202));
        using var again = Content(Flight);
        await RejectedAsync(HttpMethod.Put, "flights/mine", 412, "ConditionNotMet", again, [("If-Match", read.Headers.ETag!.ToString())]);
    }

    [TestCase("Repeatability-Request-ID", "17")]
    [TestCase("Repeatability-First-Sent", "Wed, 01 May 2024 10:20:30 GMT")]
    public async Task A_malformed_header_is_rejected_and_named_in_the_error(string header, string value)
    {
        using var content = Content(Events.Flight("repeat", "SCL", "LIM"));

        var problem = await RejectedAsync(HttpMethod.Post, "events", 400, "InvalidHeader", content, [(header, value)]);

        Assert.That(problem.Targets(), Is.EqualTo(new[] { "Repeatability-Request-ID" }));
    }

    [Test]
    public async Task A_dead_letter_is_replayed_or_discarded_but_not_both()
    {
        await Stack.SendAsync("{no event");
        await Stack.SendAsync("{no event either");
        await Stack.IngestedAsync();
        var (_, deadLetters) = await Stack.GetAsync("dead-letters");
        var ids = deadLetters.Column("id");

        await RejectedAsync(HttpMethod.Post, $"dead-letters/{ids[0]}/replay", 409, "StillFaulty");
        using var discarded = await Stack.RequestAsync(HttpMethod.Delete, $"dead-letters/{ids[0]}?by=tester&note=test");
        await RejectedAsync(HttpMethod.Post, $"dead-letters/{ids[0]}/replay", 409, "DeadLetterDiscarded");

        // The dead letter's state becomes "replayed" when its event is stored.
        var (replayed, _) = await Stack.PostAsync($"dead-letters/{ids[1]}/replay", Events.Flight("replayed", "SCL", "LIM"));
        await Stack.IngestedAsync();
        var (_, again) = await Stack.PostAsync($"dead-letters/{ids[1]}/replay", "");
        Assert.That(again.GetProperty("state").GetString(), Is.EqualTo("Replayed"));
        await RejectedAsync(HttpMethod.Delete, $"dead-letters/{ids[1]}?by=tester&note=test", 409, "DeadLetterReplayed");

        Assert.That(((int)discarded.StatusCode, replayed), Is.EqualTo((200, 202)));
        var unnamed = await RejectedAsync(HttpMethod.Delete, $"dead-letters/{ids[0]}", 400, "InvalidParameter");
        Assert.That(unnamed.Targets(), Is.EqualTo(new[] { "by", "note" }));
    }

    [TestCase("flights", 200)]
    [TestCase("flights?limit=0", 400)]
    [TestCase("nothing", 404)]
    public async Task A_response_has_ids_for_correlation(string address, int status)
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var response = await Stack.RequestAsync(
            HttpMethod.Get, address, ("x-ms-client-request-id", "client-17"), ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"));

        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(status));
            Assert.That(response.Headers.GetValues("x-ms-client-request-id").Single(), Is.EqualTo("client-17"));
            Assert.That(Guid.TryParse(response.Headers.GetValues("x-ms-request-id").Single(), out _), Is.True);
            Assert.That(response.Headers.GetValues("traceparent").Single(), Does.StartWith($"00-{Trace}-"));
        });
    }

    /// <summary>Asserts the properties that all error responses have.</summary>
    private async Task<JsonElement> RejectedAsync(
        HttpMethod method,
        string address,
        int status,
        string code,
        HttpContent? content = null,
        IEnumerable<(string Name, string Value)>? headers = null,
        Action<HttpResponseMessage>? check = null)
    {
        using var response = await Stack.RequestAsync(method, address, content, headers ?? []);
        var body = await response.Content.ReadAsStringAsync();
        Assert.That(
            ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType),
            Is.EqualTo((status, "application/problem+json")),
            $"{address}: {body}");

        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(response.Headers.GetValues("x-ms-error-code"), Is.EqualTo(new[] { code }), address);
            Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo(code));
            Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo(status));
            Assert.That(problem.GetProperty("title").GetString(), Is.Not.Empty);
            Assert.That(problem.GetProperty("detail").GetString(), Is.Not.Empty);
            Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
            Assert.That(body, Discloses.Nothing);
            check?.Invoke(response);
        });
        return problem;
    }

    private static StringContent Content(string text, string type = "application/json") => new(text, Encoding.UTF8, type);
}
