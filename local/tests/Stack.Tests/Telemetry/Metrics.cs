using LocalStack.Telemetry;

namespace LocalStack.Tests.Telemetry;

/// <summary>Creates metrics in the form in which the worker exports them.</summary>
internal static class Metrics
{
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly double[] Bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 600_000];

    public static MetricTotals At(double seconds, params IEnumerable<MetricSeries> series) => new(Start.AddSeconds(seconds), series);

    public static MetricSeries Counter(string name, double value, params IEnumerable<(string Name, string Value)> labels) =>
        new(name, labels.ToDictionary(label => label.Name, label => label.Value), 1, new Distribution(0, value, [], []));

    /// <summary>Creates a histogram of durations in milliseconds with the app's buckets.</summary>
    public static MetricSeries Durations(
        string name, IReadOnlyList<double> values, params IEnumerable<(string Name, string Value)> labels) =>
        Histogram(name, Bounds, values, labels);

    public static MetricSeries Histogram(
        string name, IReadOnlyList<double> bounds, IReadOnlyList<double> values, params IEnumerable<(string Name, string Value)> labels) =>
        new(name, labels.ToDictionary(label => label.Name, label => label.Value), 1, DistributionOf(bounds, values));

    private static Distribution DistributionOf(IReadOnlyList<double> bounds, IReadOnlyList<double> values)
    {
        var buckets = new long[bounds.Count + 1];
        foreach (var value in values)
            buckets[bounds.Count(bound => bound < value)]++;
        return new Distribution(values.Count, values.Sum(), bounds, buckets);
    }
}
