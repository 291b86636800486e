using LocalStack.Telemetry.Otlp;

namespace LocalStack.Telemetry;

/// <summary>A metric with one set of labels.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Labels">The labels, in any order.</param>
/// <param name="StartedAt">The start time of the counts in Unix nanoseconds, which changes when the worker restarts.</param>
/// <param name="Value">The cumulative value since <paramref name="StartedAt"/>.</param>
internal sealed record MetricSeries(string Name, IReadOnlyDictionary<string, string> Labels, ulong StartedAt, Distribution Value)
{
    /// <summary>An identifier that consists of the name and the sorted labels.</summary>
    public string Id { get; } = string.Join(
        ',', Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}").Prepend(Name));

    /// <summary>Returns the series of a counter or histogram. Gauges are omitted because they have no rate.</summary>
    public static IEnumerable<MetricSeries> From(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Select(point => new MetricSeries(
            metric.Name,
            LabelsFrom(point.Attributes),
            point.StartTimeUnixNano,
            new Distribution(0, point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble, [], []))),
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Select(point => new MetricSeries(
            metric.Name,
            LabelsFrom(point.Attributes),
            point.StartTimeUnixNano,
            new Distribution(
                (long)point.Count, point.Sum, [.. point.ExplicitBounds], [.. point.BucketCounts.Select(count => (long)count)]))),
        _ => [],
    };

    /// <summary>Returns the increase since an earlier value, or the whole value if the worker has restarted.</summary>
    public MetricSeries Since(MetricSeries? earlier) =>
        earlier is null || earlier.StartedAt != StartedAt || earlier.Value.Count > Value.Count || earlier.Value.Sum > Value.Sum
            ? this
            : this with { Value = Value - earlier.Value };

    private static Dictionary<string, string> LabelsFrom(IEnumerable<KeyValue> attributes) =>
        attributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value.StringValue);
}
