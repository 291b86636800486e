using System.Diagnostics.Metrics;
using System.Globalization;

namespace LatamFunctions.Telemetry;

/// <summary>The metrics of the HTTP API (docs/operations/metrics.md). The objectives of the API are based on these metrics.</summary>
public sealed class ApiMetrics
{
    /// <summary>The target duration in docs/operations/slos.md, which is stricter than the objective and has no alert.</summary>
    private static readonly TimeSpan Aim = TimeSpan.FromMilliseconds(100);

    /// <summary>The maximum duration in the objective in docs/operations/slos.md.</summary>
    private static readonly TimeSpan SlowRequest = TimeSpan.FromSeconds(1);

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _withinAim;
    private readonly Counter<long> _slow;
    private readonly Histogram<int> _cacheHit;
    private readonly Histogram<long> _rows;

    public ApiMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryServiceCollectionExtensions.MeterName);
        _duration = meter.CreateHistogram(
            "api.request.duration", "ms", "Time from a request's arrival in the worker until its response is written.",
            advice: Buckets.Milliseconds);
        _withinAim = meter.CreateCounter<long>("api.request.within_aim", "{request}", "Requests that took at most 100 ms.");
        _slow = meter.CreateCounter<long>("api.request.slow", "{request}", "Requests that took longer than 1 s.");
        _cacheHit = meter.CreateHistogram(
            "api.cache.hit", null, "1 for a response from the cache, 0 for one from the database.", advice: Buckets.ZeroOrOne);
        _rows = meter.CreateHistogram("api.rows", "{row}", "Rows per response that was read from the database.", advice: Buckets.Counts);
    }

    /// <param name="function">The function that handled the request.</param>
    /// <param name="status">The response's HTTP status code.</param>
    /// <param name="duration">The time from the request's arrival in the worker until its response is written.</param>
    public void Request(string function, int status, TimeSpan duration)
    {
        KeyValuePair<string, object?> byFunction = new("function", function);
        KeyValuePair<string, object?> byStatus = new("status", StatusText(status));
        _duration.Record(duration.TotalMilliseconds, byFunction, byStatus);
        if (duration <= Aim)
            _withinAim.Add(1, byFunction, byStatus);
        if (duration > SlowRequest)
            _slow.Add(1, byFunction, byStatus);
    }

    /// <param name="query">The name of the query from which the response was rendered.</param>
    /// <param name="isHit">Whether the response came from the cache, fresh or stale.</param>
    public void Cached(string query, bool isHit) =>
        _cacheHit.Record(isHit ? 1 : 0, new KeyValuePair<string, object?>("question", query));

    /// <inheritdoc cref="Cached"/>
    /// <param name="rows">The number of rows written.</param>
    public void Rows(string query, long rows) => _rows.Record(rows, new KeyValuePair<string, object?>("question", query));

    /// <summary>Returns a status code as text, without allocation for the most frequent codes.</summary>
    private static string StatusText(int status) => status switch
    {
        200 => "200",
        304 => "304",
        404 => "404",
        _ => status.ToString(CultureInfo.InvariantCulture),
    };
}
