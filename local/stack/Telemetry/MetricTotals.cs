using System.Collections.Frozen;

namespace LocalStack.Telemetry;

/// <summary>The values of the app's metrics at a point in time, or their increase between two points in time.</summary>
internal sealed class MetricTotals
{
    public static readonly MetricTotals None = new(default, []);

    private readonly FrozenDictionary<string, MetricSeries> _series;

    public MetricTotals(DateTimeOffset at, IEnumerable<MetricSeries> series)
    {
        At = at;
        _series = series.ToFrozenDictionary(one => one.Id);
    }

    /// <summary>The time at which the metrics arrived, or the default value before the first export.</summary>
    public DateTimeOffset At { get; }

    public static MetricTotals From(MetricExport export) => new(export.ReceivedAt, export.Metrics.SelectMany(MetricSeries.From));

    /// <summary>Returns the increase since an earlier time. If the worker has restarted, the increase is the new worker's value.</summary>
    public MetricTotals Since(MetricTotals earlier) =>
        new(At, _series.Values.Select(series => series.Since(earlier._series.GetValueOrDefault(series.Id))));

    /// <summary>Returns the series of a metric.</summary>
    public IEnumerable<MetricSeries> Named(string name) => _series.Values.Where(series => series.Name == name);

    /// <summary>Returns the sum over the series of a metric. For a counter, the sum is the count.</summary>
    public double Sum(string name, Func<MetricSeries, bool>? condition = null) =>
        Named(name).Where(series => condition?.Invoke(series) ?? true).Sum(series => series.Value.Sum);

    /// <summary>Returns the combined distribution of all series of a histogram.</summary>
    public Distribution Distribution(string name, Func<MetricSeries, bool>? condition = null) =>
        Named(name)
            .Where(series => condition?.Invoke(series) ?? true)
            .Aggregate(Telemetry.Distribution.None, (all, series) => all + series.Value);
}
