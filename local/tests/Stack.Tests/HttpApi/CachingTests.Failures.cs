using System.Net;
using System.Text.Json;
using LocalStack.Testing;

namespace LocalStack.Tests.HttpApi;

/// <summary>Tests responses while the database rejects queries or is unavailable.</summary>
internal sealed partial class CachingTests
{
    [TestCase(HttpStatusCode.TooManyRequests, "TooManyRequests", 503, "ServerBusy")]
    [TestCase(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", 503, "ServiceUnavailable")]
    [TestCase(HttpStatusCode.GatewayTimeout, "RequestExecutionTimeout", 504, "Timeout")]
    public async Task A_query_that_the_database_rejects_is_an_error_with_Retry_After(
        HttpStatusCode refusal, string reason, int status, string code)
    {
        _kusto.Fail = Search((http, _) => FailingProxy.RespondAsKustoAsync(http, refusal, reason, isPermanent: false));

        using var response = await RequestAsync(NewQuery());
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Multiple(() =>
        {
            Assert.That(((int)response.StatusCode, response.Headers.GetValues("x-ms-error-code").Single()), Is.EqualTo((status, code)));
            Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(status == 503 ? TimeSpan.FromSeconds(5) : (TimeSpan?)null));
            Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
            Assert.That(
                problem.ToString(), Does.Not.Contain("Made to fail").And.Not.Contain("SearchFlights").And.Not.Contain("Kusto.DataNode"));
        });
    }

    [Test]
    public async Task While_the_database_is_unavailable_a_stale_response_is_marked_and_otherwise_there_is_an_error()
    {
        var path = $"flights?from=2024-01-01&minDelayMinutes={Interlocked.Increment(ref _query)}";
        using var fresh = await RequestAsync(path);
        _kusto.Fail = Query((http, _) =>
        {
            http.Abort();
            return Task.CompletedTask;
        });

        HttpResponseMessage? stale = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                stale?.Dispose();
                stale = await RequestAsync(path);
                return CacheStatus(stale).Contains("detail=", StringComparison.Ordinal);
            },
            "The response is stale");
        using var none = await RequestAsync(NewQuery());

        Assert.Multiple(async () =>
        {
            Assert.That((int)stale!.StatusCode, Is.EqualTo(200));
            Assert.That(CacheStatus(stale), Does.Match("^flights; hit; ttl=-[1-9][0-9]*; detail=database-unavailable$"));
            Assert.That(await stale.Content.ReadAsStringAsync(), Is.EqualTo(await fresh.Content.ReadAsStringAsync()));
            Assert.That(stale.Headers.Age, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(
                ((int)none.StatusCode, none.Headers.GetValues("x-ms-error-code").Single()), Is.EqualTo((503, "ServiceUnavailable")));
            Assert.That(none.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(5)));
        });
        stale!.Dispose();
    }

    [Test]
    public async Task After_repeated_failures_the_open_breaker_sends_no_queries_to_the_database()
    {
        _kusto.Fail = Query(
            (http, _) => FailingProxy.RespondAsKustoAsync(
                http, HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", isPermanent: false));
        await Eventually.IsTrueAsync(
            async () =>
            {
                var failed = _kusto.Failed;
                using var refused = await RequestAsync(NewQuery());
                Assert.That((int)refused.StatusCode, Is.EqualTo(503));
                return _kusto.Failed == failed;
            },
            "The breaker opens");

        var asked = 0;
        _kusto.Fail = Query((_, _) =>
        {
            Interlocked.Increment(ref asked);
            return null;
        });
        using var response = await RequestAsync(NewQuery());

        Assert.That((int)response.StatusCode, Is.EqualTo(503));
        Assert.That(asked, Is.Zero);
        await Eventually.IsTrueAsync(async () => (await Stack.GetAsync(NewQuery())).Status == 200, "The breaker closes again");
    }
}
