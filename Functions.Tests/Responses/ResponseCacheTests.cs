using Kusto.Data.Exceptions;
using LatamFunctions.Responses;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Responses;

public class ResponseCacheTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FixedTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private ResponseCache _cache = null!;
    private int _executed;
    private CancellationToken _abandoned;

    [SetUp]
    public void SetUp()
    {
        _executed = 0;
        _cache = new ResponseCache(Options.Create(new ResponseCacheOptions { MaxBytes = 100_000 }), _time);
    }

    [TearDown]
    public void TearDown() => _cache.Dispose();

    [Test]
    public async Task A_response_is_cached_while_it_is_fresh()
    {
        var first = await GetAsync("a");
        _time.Advance(TimeSpan.FromMilliseconds(999));
        var second = await GetAsync("a");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var third = await GetAsync("a");

        Assert.That(new[] { first, second, third }.Select(response => response!.Status),
            Is.EqualTo([CacheStatus.Miss, CacheStatus.Hit, CacheStatus.Miss]));
        Assert.That(_executed, Is.EqualTo(2));
    }

    [TestCase(-24)]
    [TestCase(24)]
    public async Task Adjusting_the_clock_does_not_change_the_age_of_a_response(int hours)
    {
        await GetAsync("a");
        _time.SetClock(TimeSpan.FromHours(hours));

        var soon = await GetAsync("a");
        _time.Advance(Second);
        var later = await GetAsync("a");

        Assert.That((soon!.Status, later!.Status), Is.EqualTo((CacheStatus.Hit, CacheStatus.Miss)));
    }

    [Test]
    public async Task Cache_keys_count_toward_the_memory_limit()
    {
        // Without keys, 64 entries of 1 KiB with empty bodies would fit. A key of 2,000 characters adds 4,000 bytes.
        using var cache = new ResponseCache(Options.Create(new ResponseCacheOptions { MaxBytes = 64 * 1024 }), _time);
        var hits = 0;
        for (var i = 0; i < 64; i++)
            await cache.GetAsync(KeyOf(i), Second, skip: false, _ => Task.FromResult(Empty()), default);
        for (var i = 0; i < 64; i++)
            hits += (await cache.GetAsync(KeyOf(i), Second, skip: false, _ => Task.FromResult<RenderedResponse?>(null), default)) is null
                ? 0
                : 1;

        Assert.That(hits, Is.LessThanOrEqualTo(13));

        static string KeyOf(int i) => $"{i:D4}{new string('x', 2_000)}";
        RenderedResponse? Empty() => new(default, "application/json", "\"x\"", _time.GetTimestamp(), null);
    }

    [Test]
    public async Task A_request_that_bypasses_the_cache_gets_a_new_response()
    {
        await GetAsync("a");

        Assert.That((await GetAsync("a", skip: true))!.Status, Is.EqualTo(CacheStatus.Miss));
        Assert.That(_executed, Is.EqualTo(2));
    }

    [Test]
    public async Task Simultaneous_equal_requests_share_one_query()
    {
        var response = new TaskCompletionSource<RenderedResponse?>();

        var all = Enumerable.Range(0, 100).Select(_ => GetAsync("a", execute: () => response.Task)).ToList();
        response.SetResult(ResponseOf(10));
        var responses = await Task.WhenAll(all);

        Assert.That(_executed, Is.EqualTo(1));
        Assert.That(responses.Count(one => one!.Status == CacheStatus.Miss), Is.EqualTo(1));
        Assert.That(responses.Count(one => one!.Status == CacheStatus.Collapsed), Is.EqualTo(99));
    }

    [Test]
    public async Task A_canceled_request_does_not_cancel_a_shared_query()
    {
        var response = new TaskCompletionSource<RenderedResponse?>();
        using var canceled = new CancellationTokenSource();

        var first = GetAsync("a", execute: () => response.Task, cancellationToken: canceled.Token);
        var second = GetAsync("a", execute: () => response.Task);
        await canceled.CancelAsync();
        response.SetResult(ResponseOf(10));

        Assert.CatchAsync<OperationCanceledException>(() => first);
        Assert.That((await second)!.Status, Is.EqualTo(CacheStatus.Collapsed));
    }

    [Test]
    public async Task A_query_without_waiting_requests_is_canceled()
    {
        using var clients = new CancellationTokenSource();
        using var last = new CancellationTokenSource();
        var all = Enumerable.Range(0, 10).Select(_ => GetAsync("a", execute: UntilAbandoned, cancellationToken: clients.Token))
            .Append(GetAsync("a", execute: UntilAbandoned, cancellationToken: last.Token)).ToList();

        await clients.CancelAsync();
        var others = _abandoned.IsCancellationRequested;
        await last.CancelAsync();

        foreach (var request in all)
            Assert.CatchAsync<OperationCanceledException>(() => request);
        Assert.That((others, _abandoned.IsCancellationRequested), Is.EqualTo((false, true)));
        Assert.That((await GetAsync("a"))!.Status, Is.EqualTo(CacheStatus.Miss), "a later request executes its own query");
        Assert.That(_executed, Is.EqualTo(2));

        async Task<RenderedResponse?> UntilAbandoned()
        {
            await Task.Delay(Timeout.Infinite, _abandoned);
            return null;
        }
    }

    [Test]
    public async Task A_new_request_does_not_join_an_abandoned_query()
    {
        using var canceled = new CancellationTokenSource();
        var slow = new TaskCompletionSource<RenderedResponse?>();
        var abandoned = GetAsync("a", execute: () => slow.Task, cancellationToken: canceled.Token);
        await canceled.CancelAsync();
        Assert.CatchAsync<OperationCanceledException>(() => abandoned);

        var own = new TaskCompletionSource<RenderedResponse?>();
        var first = GetAsync("a", execute: () => own.Task);
        slow.SetResult(null);
        var second = GetAsync("a");
        own.SetResult(ResponseOf(10));

        Assert.That(((await first)!.Status, (await second)!.Status), Is.EqualTo((CacheStatus.Miss, CacheStatus.Collapsed)));
    }

    [Test]
    public async Task A_stale_response_is_returned_while_the_database_is_unavailable()
    {
        await GetAsync("a");
        _time.Advance(TimeSpan.FromMinutes(1));

        var stale = await GetAsync("a", execute: () => throw new KustoRequestThrottledException("busy", null));

        Assert.That(stale!.Status, Is.EqualTo(CacheStatus.Stale));
        Assert.That(_time.GetElapsedTime(stale.Response.ExecutedAt), Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task A_permanent_failure_is_not_hidden_by_a_stale_response()
    {
        await GetAsync("a");
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.ThrowsAsync<InvalidOperationException>(() => GetAsync("a", execute: () => throw new InvalidOperationException()));
    }

    [Test]
    public async Task A_failure_is_not_cached()
    {
        Assert.ThrowsAsync<KustoRequestThrottledException>(
            () => GetAsync("a", execute: () => throw new KustoRequestThrottledException("busy", null)));

        Assert.That((await GetAsync("a"))!.Status, Is.EqualTo(CacheStatus.Miss));
    }

    [Test]
    public async Task A_missing_resource_is_not_cached()
    {
        Assert.That(await GetAsync("a", execute: () => Task.FromResult<RenderedResponse?>(null)), Is.Null);

        Assert.That((await GetAsync("a"))!.Status, Is.EqualTo(CacheStatus.Miss));
    }

    [Test]
    public async Task The_cache_size_is_limited()
    {
        await GetAsync("small");
        await GetAsync("huge", execute: () => Task.FromResult<RenderedResponse?>(ResponseOf(200_000)));

        Assert.That((await GetAsync("small"))!.Status, Is.EqualTo(CacheStatus.Hit));
        Assert.That((await GetAsync("huge"))!.Status, Is.EqualTo(CacheStatus.Miss));
    }

    private Task<CachedResponse?> GetAsync(
        string key, bool skip = false, Func<Task<RenderedResponse?>>? execute = null,
        CancellationToken cancellationToken = default) => _cache.GetAsync(
        key,
        Second,
        skip,
        abandoned =>
        {
            (_executed, _abandoned) = (_executed + 1, abandoned);
            return execute?.Invoke() ?? Task.FromResult<RenderedResponse?>(ResponseOf(10));
        },
        cancellationToken);

    private RenderedResponse ResponseOf(int bytes) => new(new byte[bytes], "application/json", "W/\"x\"", _time.GetTimestamp(), null);
}
