using System.Text.RegularExpressions;
using LoadBenchmark.Results;
using LocalStack.Telemetry;

namespace LoadBenchmark.Drills;

/// <summary>One minute of a recording, in the form in which Azure's tables would contain it.</summary>
/// <param name="Metrics">The rows of AppMetrics.</param>
/// <param name="Arrived">The number of messages that reached the hub.</param>
/// <param name="IsHealthy">Whether the availability test succeeds.</param>
/// <param name="Recorded">The duration of the recording, from which the counts are scaled to a minute.</param>
internal sealed partial record RecordedMinute(IReadOnlyList<MetricRow> Metrics, double Arrived, bool IsHealthy, TimeSpan Recorded)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The metrics that alerts read.</summary>
    public static readonly IReadOnlyList<string> Names =
        [.. AlertRule.Read().SelectMany(rule => MetricName().Matches(rule.Query)).Select(match => match.Groups["name"].Value).Distinct()];

    /// <param name="added">The differences between the recorded exports.</param>
    /// <param name="step">The recorded step.</param>
    /// <param name="isHealthy">Whether most health probes succeeded.</param>
    /// <param name="recorded">The duration of the recording.</param>
    public static RecordedMinute From(IReadOnlyList<MetricTotals> added, Step step, bool isHealthy, TimeSpan recorded)
    {
        var scale = Minute / recorded;
        var series =
            from totals in added
            from name in Names
            from one in totals.Named(name)
            where one.Value.Count > 0 || one.Value.Sum > 0
            group one by one.Id;
        var rows = series.Select(same => RowOf([.. same], scale)).ToList();
        return new RecordedMinute(rows, (step.Publish?.Reached ?? 0) * 60, isHealthy, recorded);
    }

    private static MetricRow RowOf(IReadOnlyList<MetricSeries> same, double scale)
    {
        var sum = same.Aggregate(Distribution.None, (all, one) => all + one.Value);
        return new MetricRow(
            same[0].Name, same[0].Labels, sum.Sum * scale, MaxOf(sum), Math.Max(1, (long)Math.Round(sum.Count * scale)));
    }

    /// <summary>
    /// Returns the upper bound of the highest bucket that is not empty, or twice the last bound if that bucket has no upper bound.
    /// </summary>
    private static double MaxOf(Distribution values)
    {
        var highest = values.Buckets.ToList().FindLastIndex(count => count > 0);
        return highest < 0 ? 0 : highest < values.Bounds.Count ? values.Bounds[highest] : 2 * values.Bounds[^1];
    }

    [GeneratedRegex("\"(?<name>(?:flightevents|api)\\.[\\w.]+)\"")]
    private static partial Regex MetricName();
}
