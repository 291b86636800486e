using System.Net;
using System.Net.Http.Headers;
using ApiBenchmark;

namespace LoadBenchmark.Traffic;

/// <summary>
/// Sends the query mix of bench/api to the HTTP API. One request in five contains Cache-Control: no-cache and a random query; the other
/// requests are from a fixed set of queries.
/// </summary>
internal sealed class ApiTraffic : ITraffic, IDisposable
{
    public const string NotSent = "not sent in time";
    private const int HotQueries = 200;
    private const int UncachedOneIn = 5;

    /// <summary>The share of requests that bypass the cache.</summary>
    public const double UncachedShare = 1.0 / UncachedOneIn;

    private const int MaxInFlight = 2000;

    /// <summary>The timeout of a request.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private static readonly CacheControlHeaderValue NoCache = new() { NoCache = true };

    private readonly Func<Uri> _root;
    private readonly int _seed;
    private readonly QueryMix _mix;
    private readonly IReadOnlyList<BenchmarkQuery> _hot;
    private readonly OpenLoop _loop;
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    /// <param name="root">Returns the root of the API, which can change when the stack restarts.</param>
    /// <param name="known">The flights to request.</param>
    /// <param name="seed">The seed of the random queries.</param>
    public ApiTraffic(Func<Uri> root, KnownFlights known, int seed)
    {
        (_root, _seed, _mix) = (root, seed, new QueryMix(known));
        _hot = _mix.HotSet(HotQueries, new Random(seed));
        _loop = new OpenLoop(RequestAsync, Abandon, MaxInFlight, RequestTimeout);
    }

    public TrafficMeter All { get; } = new();

    public TrafficMeter Cached { get; } = new();

    public TrafficMeter Uncached { get; } = new();

    public Task RunAsync(double rate, TimeSpan duration, CancellationToken cancellationToken) =>
        _loop.RunAsync(new ArrivalSchedule(rate, duration), cancellationToken);

    public void Dispose() => _http.Dispose();

    private static bool IsUncached(long number) => number % UncachedOneIn == 0;

    private TrafficMeter MeterOf(long number) => IsUncached(number) ? Uncached : Cached;

    private void Abandon(long number, long dueAt)
    {
        All.Abandon(dueAt, NotSent);
        MeterOf(number).Abandon(dueAt, NotSent);
    }

    private async Task RequestAsync(long number, long dueAt)
    {
        var random = new Random(unchecked((int)((_seed * 1_000_003L) + number)));
        var isUncached = IsUncached(number);
        var query = isUncached ? _mix.Next(random) : _hot[random.Next(_hot.Count)];
        var meter = MeterOf(number);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_root(), query.Path));
        if (isUncached)
            request.Headers.CacheControl = NoCache;
        using var timeout = new CancellationTokenSource(RequestTimeout);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            await response.Content.CopyToAsync(Stream.Null, timeout.Token);
            if (response.IsSuccessStatusCode)
                Note(one => one.Complete(dueAt));
            else
                Note(one => Reject(one, response.StatusCode));
        }
        catch (OperationCanceledException)
        {
            Note(one => one.Abandon(dueAt, "no response within 10 s"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Note(one => one.Fail("connection failed"));
        }

        // A server error counts with its latency. A client error, such as an immediate 429, counts without its latency, which would lower
        // the percentiles.
        void Reject(TrafficMeter one, HttpStatusCode status)
        {
            if (status >= HttpStatusCode.InternalServerError)
                one.Abandon(dueAt, $"status {(int)status}");
            else
                one.Fail($"status {(int)status}");
        }

        void Note(Action<TrafficMeter> note)
        {
            note(All);
            note(meter);
        }
    }
}
