using System.Collections.Frozen;

namespace LocalStack.Telemetry;

/// <summary>The counts of the app's metrics up to a point in time, or between two.</summary>
internal sealed class MetricTotals
{
    public static readonly MetricTotals None = new(default, []);

    private readonly FrozenDictionary<string, MetricSeries> _series;

    public MetricTotals(DateTimeOffset at, IEnumerable<MetricSeries> series)
    {
        At = at;
        _series = series.ToFrozenDictionary(one => one.Id);
    }

    /// <summary>The time at which the metrics arrived; default before the first export.</summary>
    public DateTimeOffset At { get; }

    public static MetricTotals From(MetricExport export) => new(export.ReceivedAt, export.Metrics.SelectMany(MetricSeries.From));

    /// <summary>The counts since an earlier time; after a restart of the worker, all counts of the new one.</summary>
    public MetricTotals Since(MetricTotals earlier) =>
        new(At, _series.Values.Select(series => series.Since(earlier._series.GetValueOrDefault(series.Id))));

    /// <summary>The series of a metric.</summary>
    public IEnumerable<MetricSeries> Named(string name) => _series.Values.Where(series => series.Name == name);

    /// <summary>The sum over the series of a metric; for a counter its count.</summary>
    public double Sum(string name, Func<MetricSeries, bool>? condition = null) =>
        Named(name).Where(series => condition?.Invoke(series) ?? true).Sum(series => series.Value.Sum);

    /// <summary>The recordings of all series of a histogram together.</summary>
    public Distribution Distribution(string name, Func<MetricSeries, bool>? condition = null) =>
        Named(name)
            .Where(series => condition?.Invoke(series) ?? true)
            .Aggregate(Telemetry.Distribution.None, (all, series) => all + series.Value);
}
