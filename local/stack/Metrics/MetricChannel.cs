using System.Collections.Immutable;
using Microsoft.ApplicationInsights.Channel;
using Microsoft.ApplicationInsights.DataContracts;

namespace LocalStack.Metrics;

/// <summary>
/// Takes the app's telemetry in place of Application Insights and adds up its metrics, which come aggregated by minute, or since the last
/// flush.
/// </summary>
internal sealed class MetricChannel : ITelemetryChannel
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MetricSeries> _series = [];

    public bool? DeveloperMode { get; set; }

    public string? EndpointAddress { get; set; }

    public void Send(ITelemetry item)
    {
        if (item is not MetricTelemetry metric)
            return;

        // The SDK notes its aggregation interval beside our dimensions.
        var labels = metric.Properties
            .Where(property => !property.Key.StartsWith("_MS.", StringComparison.Ordinal))
            .OrderBy(property => property.Key, StringComparer.Ordinal)
            .Select(property => (property.Key, property.Value))
            .ToImmutableArray();
        lock (_lock)
        {
            var key = $"{metric.Name}|{string.Join('|', labels)}";
            _series[key] = (_series.GetValueOrDefault(key) ?? new MetricSeries(metric.Name, labels)).With(metric);
        }
    }

    /// <summary>All series since the start, and their greatest values since the last call.</summary>
    public IReadOnlyList<MetricSeries> Collect()
    {
        lock (_lock)
        {
            IReadOnlyList<MetricSeries> collected = [.. _series.Values];
            foreach (var key in _series.Keys.ToList())
                _series[key] = _series[key] with { RecentMax = null };
            return collected;
        }
    }

    public void Flush()
    {
    }

    public void Dispose()
    {
    }
}
