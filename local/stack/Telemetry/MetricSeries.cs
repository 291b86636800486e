using LocalStack.Telemetry.Otlp;

namespace LocalStack.Telemetry;

/// <summary>A metric with one set of labels.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Labels">The labels, in no order.</param>
/// <param name="StartedAt">The start of the counts in nanoseconds of Unix time; different after a restart of the worker.</param>
/// <param name="Value">The counts since <paramref name="StartedAt"/>.</param>
internal sealed record MetricSeries(string Name, IReadOnlyDictionary<string, string> Labels, ulong StartedAt, Distribution Value)
{
    /// <summary>The same for the same name and labels.</summary>
    public string Id { get; } = string.Join(
        ',', Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}").Prepend(Name));

    /// <summary>Counters and histograms; a gauge has no rate and is omitted.</summary>
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

    /// <summary>The counts since an earlier value; all of them if the worker has restarted.</summary>
    public MetricSeries Since(MetricSeries? earlier) =>
        earlier is null || earlier.StartedAt != StartedAt || earlier.Value.Count > Value.Count || earlier.Value.Sum > Value.Sum
            ? this
            : this with { Value = Value - earlier.Value };

    private static Dictionary<string, string> LabelsFrom(IEnumerable<KeyValue> attributes) =>
        attributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value.StringValue);
}
