using System.Collections.Immutable;
using Microsoft.ApplicationInsights.DataContracts;

namespace LocalStack.Metrics;

/// <summary>The values of one metric with one set of dimensions, added up.</summary>
/// <param name="RecentMax">The greatest value since it was last asked for; null for none.</param>
internal sealed record MetricSeries(
    string Name, ImmutableArray<(string Name, string Value)> Labels, double Sum = 0, long Count = 0, double? RecentMax = null)
{
    public MetricSeries With(MetricTelemetry interval) => this with
    {
        Sum = Sum + interval.Sum,
        Count = Count + (interval.Count ?? 1),
        RecentMax = Math.Max(RecentMax ?? double.MinValue, interval.Max ?? interval.Sum),
    };
}
