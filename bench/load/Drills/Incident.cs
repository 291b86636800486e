using System.Text.RegularExpressions;
using LoadBenchmark.Results;
using LocalStack.Telemetry;

namespace LoadBenchmark.Drills;

/// <summary>A row of AppMetrics: the counts of a metric with one set of labels per minute.</summary>
internal sealed record MetricRow(string Name, IReadOnlyDictionary<string, string> Labels, double Sum, double Max, long Count);

/// <summary>A minute of a recording, as Azure's tables would have it.</summary>
/// <param name="Metrics">Rows of AppMetrics.</param>
/// <param name="Arrived">Messages that reached the hub.</param>
/// <param name="IsHealthy">Whether the availability test succeeds.</param>
/// <param name="Recorded">The time that was recorded; the counts are scaled to a minute at the same rate.</param>
internal sealed partial record IncidentMinute(IReadOnlyList<MetricRow> Metrics, double Arrived, bool IsHealthy, TimeSpan Recorded)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The metrics that alerts read.</summary>
    public static readonly IReadOnlyList<string> Names =
        [.. AlertRule.Read().SelectMany(rule => MetricName().Matches(rule.Query)).Select(match => match.Groups["name"].Value).Distinct()];

    /// <param name="added">The counts of the recorded exports.</param>
    /// <param name="step">The recorded step.</param>
    /// <param name="isHealthy">Whether most health probes succeeded.</param>
    /// <param name="recorded">The time of the recording.</param>
    public static IncidentMinute From(IReadOnlyList<MetricTotals> added, Step step, bool isHealthy, TimeSpan recorded)
    {
        var scale = Minute / recorded;
        var series =
            from totals in added
            from name in Names
            from one in totals.Named(name)
            where one.Value.Count > 0 || one.Value.Sum > 0
            group one by one.Id;
        var rows = series.Select(same => RowOf([.. same], scale)).ToList();
        return new IncidentMinute(rows, (step.Publish?.Reached ?? 0) * 60, isHealthy, recorded);
    }

    private static MetricRow RowOf(IReadOnlyList<MetricSeries> same, double scale)
    {
        var sum = same.Aggregate(Distribution.None, (all, one) => all + one.Value);
        return new MetricRow(
            same[0].Name, same[0].Labels, sum.Sum * scale, MaxOf(sum), Math.Max(1, (long)Math.Round(sum.Count * scale)));
    }

    /// <summary>The bound of the highest bucket with a recording; twice the last bound for the bucket without one.</summary>
    private static double MaxOf(Distribution values)
    {
        var highest = values.Buckets.ToList().FindLastIndex(count => count > 0);
        return highest < 0 ? 0 : highest < values.Bounds.Count ? values.Bounds[highest] : 2 * values.Bounds[^1];
    }

    [GeneratedRegex("\"(?<name>(?:flightevents|api)\\.[\\w.]+)\"")]
    private static partial Regex MetricName();
}

/// <summary>
/// A fault that lasts: the healthy minute is repeated for the day before it, and the minute of the fault for the hour after its beginning.
/// </summary>
internal sealed record Incident(IncidentMinute Healthy, IncidentMinute Fault)
{
    public const int MinutesBefore = 24 * 60;
    public const int MinutesAfter = 60;

    private const double Milliseconds = 1000;

    /// <summary>Ages that grow by a minute each minute during the fault.</summary>
    private static readonly string[] Ages = ["flightevents.consumer.lag", "flightevents.checkpoint.age"];

    /// <param name="number">The number from -<see cref="MinutesBefore"/>; 0 is the first minute of the fault.</param>
    public IncidentMinute At(int number)
    {
        if (number < 0)
            return Healthy;

        var stuck = Fault.Recorded.TotalMilliseconds / 2;
        return Fault with
        {
            Metrics =
            [
                .. Fault.Metrics.Select(row => Ages.Contains(row.Name) && row.Max >= stuck
                    ? row with { Max = Math.Max(row.Max, (number + 1) * 60 * Milliseconds) }
                    : row),
            ],
        };
    }
}
