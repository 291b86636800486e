using LocalStack.Telemetry;

namespace LocalStack.Board;

/// <summary>
/// A service-level objective. docs/operations/slos.md gives the reasons for the objectives. Azure evaluates the same indicators in KQL
/// (bicep/monitoring/alerts/slo) with the numbers in bicep/monitoring/objectives.bicep. ObjectiveTests compares both files with this class.
/// </summary>
/// <param name="Name">The name in Azure.</param>
/// <param name="Good">A short definition of a good event.</param>
/// <param name="Target">The share of events that must be good, from 0 to 1.</param>
/// <param name="MinimumTotal">The minimum number of events in the long window for a rule to fire.</param>
/// <param name="Tiers">The burn-rate rules.</param>
/// <param name="Measure">A function that computes the counts from an increase of the metrics.</param>
internal sealed record Objective(
    string Name, string Good, double Target, int MinimumTotal, IReadOnlyList<BurnRateTier> Tiers,
    Func<MetricTotals, IndicatorCounts> Measure)
{
    private const double LateMilliseconds = 60_000;

    private static readonly BurnRateTier[] AllTiers = [BurnRateTier.Fast, BurnRateTier.Slow, BurnRateTier.Day];

    public static readonly IReadOnlyList<Objective> All =
    [
        new("api-availability", "Responses without a server error", 0.999, 100, AllTiers, Availability),
        new("api-latency", "Responses within 1 s", 0.99, 100, AllTiers, ApiLatency),
        new("end-to-end-latency", "Events stored within 10 s of their arrival in the hub", 0.99, 1000, AllTiers, EndToEndLatency),
        new("freshness", "Minutes with no partition more than 60 s behind", 0.995, 15, AllTiers, Freshness) { CountsMinutes = true },
        new("dead-letters", "Events stored, not dead-lettered", 0.999, 1000, AllTiers, DeadLetters),
        new("batch-latency", "Batches stored within 50 ms", 0.95, 100, [BurnRateTier.Slow, BurnRateTier.Day], BatchLatency),
    ];

    /// <summary>Whether each minute counts as one event, which is bad if any part of the minute is bad.</summary>
    public bool CountsMinutes { get; init; }

    private static IndicatorCounts Availability(MetricTotals metrics) => new(
        metrics.Distribution("api.request.duration", IsNoProbe).Count,
        metrics.Distribution("api.request.duration", series => IsNoProbe(series) && IsServerError(series)).Count);

    private static IndicatorCounts ApiLatency(MetricTotals metrics) => new(
        metrics.Distribution("api.request.duration", series => IsNoProbe(series) && !IsServerError(series)).Count,
        metrics.Sum("api.request.slow", series => IsNoProbe(series) && !IsServerError(series)));

    private static IndicatorCounts EndToEndLatency(MetricTotals metrics) =>
        new(metrics.Sum("flightevents.stored"), metrics.Sum("flightevents.end_to_end.late"));

    private static IndicatorCounts Freshness(MetricTotals metrics)
    {
        var lag = metrics.Distribution("flightevents.consumer.lag");
        return new IndicatorCounts(lag.Count, lag.CountAbove(LateMilliseconds));
    }

    private static IndicatorCounts DeadLetters(MetricTotals metrics)
    {
        var bad = metrics.Sum("flightevents.deadlettered");
        return new IndicatorCounts(metrics.Sum("flightevents.stored") + bad, bad);
    }

    private static IndicatorCounts BatchLatency(MetricTotals metrics) =>
        new(metrics.Distribution("flightevents.ingest.duration").Count, metrics.Sum("flightevents.ingest.slow"));

    private static bool IsNoProbe(MetricSeries series) => series.Labels.GetValueOrDefault("function") != "Health";

    private static bool IsServerError(MetricSeries series) =>
        int.TryParse(series.Labels.GetValueOrDefault("status"), out var status) && status >= 500;
}
