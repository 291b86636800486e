using System.Collections.Frozen;

namespace LocalStack.Telemetry;

/// <summary>What the app's metrics have counted up to a moment, or what they counted between two moments.</summary>
internal sealed class MetricTotals
{
    public static readonly MetricTotals None = new(default, []);

    private readonly FrozenDictionary<string, MetricSeries> _series;

    public MetricTotals(DateTimeOffset at, IEnumerable<MetricSeries> series)
    {
        At = at;
        _series = series.ToFrozenDictionary(one => one.Id);
    }

    /// <summary>When the metrics arrived; default before the first export.</summary>
    public DateTimeOffset At { get; }

    public static MetricTotals From(MetricExport export) => new(export.ReceivedAt, export.Metrics.SelectMany(MetricSeries.From));

    /// <summary>What was counted since an earlier moment. After a restart of the worker: what the new one has counted.</summary>
    public MetricTotals Since(MetricTotals earlier) =>
        new(At, _series.Values.Select(series => series.Since(earlier._series.GetValueOrDefault(series.Id))));

    /// <summary>The series of a metric.</summary>
    public IEnumerable<MetricSeries> Named(string name) => _series.Values.Where(series => series.Name == name);

    /// <summary>The sum over the series of a metric; for a counter what it counted.</summary>
    public double Sum(string name, Func<MetricSeries, bool>? condition = null) =>
        Named(name).Where(series => condition?.Invoke(series) ?? true).Sum(series => series.Value.Sum);

    /// <summary>The recordings of all series of a histogram together.</summary>
    public Distribution Distribution(string name, Func<MetricSeries, bool>? condition = null) =>
        Named(name)
            .Where(series => condition?.Invoke(series) ?? true)
            .Aggregate(Telemetry.Distribution.None, (all, series) => all + series.Value);
}
