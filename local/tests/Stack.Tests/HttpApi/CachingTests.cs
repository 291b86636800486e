using System.Globalization;
using LocalStack.Testing;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>
/// Tests that clients and the app cache responses, and that the app returns cached responses while the database is unavailable.
/// </summary>
internal sealed partial class CachingTests : StackTestBase
{
    /// <summary>A time range in the past, for which responses can be cached longer.</summary>
    private const string Closed = "from=2024-01-01&to=2024-06-01";

    private FailingProxy _kusto = null!;
    private int _query;

    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { ["Kusto:Endpoint"] = _kusto.Endpoint.AbsoluteUri };

    protected override async Task PrepareAsync() => _kusto = await FailingProxy.StartAsync();

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        _kusto.Target = Stack.Host.KustoEndpoint;
        await Stack.SendAsync(TestFlights.Events);
        await Stack.IngestedAsync();
    }

    [OneTimeTearDown]
    public async Task StopProxyAsync() => await _kusto.DisposeAsync();

    [TearDown]
    public async Task RepairAsync()
    {
        _kusto.Fail = (_, _) => null;
        await Eventually.IsTrueAsync(async () => (await Stack.GetAsync("flights?limit=1")).Status == 200, "The breaker closes");
    }

    [TestCase($"flights?{Closed}")]
    [TestCase($"flights?{Closed}&format=csv")]
    [TestCase("flights/A")]
    [TestCase("flights/A/events")]
    [TestCase("analytics/delays?by=day")]
    [TestCase("analytics/routes")]
    [TestCase("analytics/timeseries")]
    public async Task A_client_with_a_current_response_receives_only_headers(string path)
    {
        using var full = await RequestAsync(path);
        var etag = full.Headers.GetValues("ETag").Single();
        foreach (var condition in (string[])[etag, "W/" + etag.Replace("W/", "", StringComparison.Ordinal), $"\"other\", {etag}", "*"])
        {
            using var unchanged = await RequestAsync(path, ("If-None-Match", condition));

            // RFC 9110 §15.4.5
            string[] names = ["Cache-Control", "ETag", "Vary"];
            Assert.Multiple(async () =>
            {
                Assert.That((int)unchanged.StatusCode, Is.EqualTo(304));
                Assert.That(
                    names.Select(name => unchanged.Headers.GetValues(name)),
                    Is.EqualTo(names.Select(name => full.Headers.GetValues(name))));
                Assert.That(unchanged.Headers.Date, Is.Not.Null);
                Assert.That(await unchanged.Content.ReadAsByteArrayAsync(), Is.Empty);
                Assert.That(unchanged.Content.Headers.ContentType, Is.Null);
            });
        }
    }

    [Test]
    public async Task A_changed_flight_has_a_new_ETag()
    {
        var flight = new FlightFacts("etag", "ETG", "LIM", "2024-05-01T08:00:00Z");
        await PublishAsync(flight);
        using var before = await RequestAsync("flights/etag", ("Cache-Control", "no-cache"));

        await PublishAsync(flight with { EventId = "etag-2", OccurredAt = "2024-05-01T11:00:00Z" });
        using var after = await RequestAsync("flights/etag", ("Cache-Control", "no-cache"), ("If-None-Match", before.Headers.ETag!.Tag));

        Assert.That((int)after.StatusCode, Is.EqualTo(200));
        Assert.That(after.Headers.ETag, Is.Not.EqualTo(before.Headers.ETag));
        Assert.That(after.Headers.ETag!.IsWeak, Is.False, "PUT requires a strong comparison");
    }

    [TestCase("flights", 1)]
    [TestCase("flights?to=2030-01-01", 1)]
    [TestCase("flights/A", 1)]
    [TestCase("analytics/delays?by=day&from=2024-01-01", 1)]
    [TestCase($"flights?{Closed}", 300)]
    [TestCase("flights?asOf=2024-06-01", 300)]
    [TestCase("flights/A?asOf=2024-06-01", 300)]
    [TestCase($"analytics/delays?by=day&{Closed}", 300)]
    [TestCase($"analytics/routes?{Closed}", 300)]
    [TestCase($"analytics/timeseries?{Closed}", 300)]
    public async Task The_cache_lifetime_depends_on_whether_the_time_range_has_ended(string path, int seconds)
    {
        using var response = await RequestAsync(path);

        Assert.That(response.Headers.CacheControl?.ToString(), Is.EqualTo($"max-age={seconds}, private"));
        Assert.That(response.Headers.Vary, Is.EqualTo(new[] { "Accept", "Accept-Encoding" }));
    }

    [Test]
    public async Task A_response_reports_whether_it_was_cached_and_its_age()
    {
        var path = NewQuery();
        using var first = await RequestAsync(path);
        using var second = await RequestAsync(path);
        using var otherFormat = await RequestAsync(path + "&format=csv");
        using var uncached = await RequestAsync(path, ("Cache-Control", "no-cache"));

        Assert.Multiple(() =>
        {
            Assert.That(CacheStatus(first), Is.EqualTo("flights; fwd=miss"));
            Assert.That(CacheStatus(second), Does.Match("^flights; hit; ttl=(300|29[0-9])$"));
            Assert.That(CacheStatus(otherFormat), Is.EqualTo("flights; fwd=miss"));
            Assert.That(CacheStatus(uncached), Is.EqualTo("flights; fwd=miss"));
            Assert.That(first.Headers.Age, Is.EqualTo(TimeSpan.Zero));
        });
        await Eventually.IsTrueAsync(
            async () =>
            {
                using var older = await RequestAsync(path);
                return older.Headers.Age == TimeSpan.FromSeconds(1)
                    && CacheStatus(older).StartsWith("flights; hit; ttl=29", StringComparison.Ordinal);
            },
            "An age");
    }

    [Test]
    public async Task The_order_of_parameters_and_the_case_of_their_names_do_not_affect_the_cache()
    {
        using var first = await RequestAsync("flights?to=2024-05-03&from=2024-01-02");
        using var second = await RequestAsync("flights?FROM=2024-01-02&to=2024-05-03&code=any");

        Assert.That(CacheStatus(second), Does.StartWith("flights; hit; "));
    }

    [Test]
    public async Task A_response_reports_the_freshness_of_its_data()
    {
        await PublishAsync(new FlightFacts("fresh-1", "FRS", "LIM", "2024-05-01T08:00:00Z"));
        var before = await NewestEventAsync();

        await PublishAsync(new FlightFacts("fresh-2", "FRS", "LIM", "2024-05-01T08:00:00Z"));

        await Eventually.IsTrueAsync(async () => await NewestEventAsync() > before, "The newest event is newer");
        Assert.That(DateTimeOffset.UtcNow - await NewestEventAsync(), Is.LessThan(TimeSpan.FromMinutes(1)));
    }

    /// <summary>
    /// Whether requests arrive while the query is running depends on the scheduler, but in twenty rounds, at least one request must arrive
    /// in time.
    /// </summary>
    [Test]
    public async Task Fifty_simultaneous_requests_for_the_same_data_cause_one_query()
    {
        var collapsed = 0;
        for (var round = 0; round < 20 && collapsed == 0; round++)
            collapsed = await CountCollapsedOfFiftyAsync();

        Assert.That(collapsed, Is.GreaterThan(0));
    }

    private async Task<int> CountCollapsedOfFiftyAsync()
    {
        var (queries, path) = (0, NewQuery());
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _kusto.Fail = Search((http, body) =>
        {
            Interlocked.Increment(ref queries);
            reached.TrySetResult();
            return _kusto.PassAfterAsync(http, body, gate.Task);
        });

        var requests = Enumerable.Range(0, 50).Select(_ => RequestAsync(path)).ToList();
        await reached.Task;
        gate.SetResult();
        var responses = await Task.WhenAll(requests);

        Assert.Multiple(() =>
        {
            Assert.That(queries, Is.EqualTo(1));
            Assert.That(responses.Select(response => (int)response.StatusCode), Is.All.EqualTo(200));
            Assert.That(responses.Select(response => response.Headers.ETag), Is.All.EqualTo(responses[0].Headers.ETag));
            Assert.That(responses.Count(response => CacheStatus(response) == "flights; fwd=miss"), Is.EqualTo(1));
            Assert.That(
                responses.Select(CacheStatus).Where(status => status != "flights; fwd=miss"),
                Is.All.EqualTo("flights; fwd=miss; collapsed").Or.StartsWith("flights; hit"),
                "the other requests wait for the query or arrive after it");
        });
        var collapsed = responses.Count(response => CacheStatus(response) == "flights; fwd=miss; collapsed");
        foreach (var response in responses)
            response.Dispose();
        return collapsed;
    }

    /// <summary>Returns a query that has not been run before, with a time range in the past.</summary>
    private string NewQuery() =>
        string.Create(CultureInfo.InvariantCulture, $"flights?{Closed}&minDelayMinutes={-Interlocked.Increment(ref _query)}");

    private async Task PublishAsync(FlightFacts flight)
    {
        await Stack.SendAsync(flight.ToEvent());
        await Stack.IngestedAsync();
    }

    private async Task<DateTimeOffset> NewestEventAsync()
    {
        using var response = await RequestAsync("flights?origin=FRS", ("Cache-Control", "no-cache"));
        return DateTimeOffset.Parse(response.Headers.GetValues("newest-event-time").Single(), CultureInfo.InvariantCulture);
    }

    private Task<HttpResponseMessage> RequestAsync(string path, params IEnumerable<(string Name, string Value)> headers) =>
        Stack.RequestAsync(HttpMethod.Get, path, headers);

    private static string CacheStatus(HttpResponseMessage response) => response.Headers.GetValues("Cache-Status").Single();

    /// <summary>Creates a failure that affects queries but not ingestion.</summary>
    private static FailingProxy.Failure Query(FailingProxy.Failure failure) =>
        (http, body) => http.Request.Path.Value!.EndsWith("/query", StringComparison.Ordinal) ? failure(http, body) : null;

    /// <summary>Creates a failure that affects flight searches but not the query for the newest event.</summary>
    private static FailingProxy.Failure Search(FailingProxy.Failure failure) =>
        Query((http, body) => body.Contains("SearchFlights", StringComparison.Ordinal) ? failure(http, body) : null);
}
