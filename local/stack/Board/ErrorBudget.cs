using LocalStack.Telemetry;

namespace LocalStack.Board;

/// <summary>The counts of an objective's indicator for each minute of the last day. The counts are stored only in memory.</summary>
internal sealed class ErrorBudget(Objective objective)
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(1);

    private readonly Queue<Minute> _minutes = new();
    private Minute? _current;

    /// <param name="added">The increase of the metrics since the previous call, up to <see cref="MetricTotals.At"/>.</param>
    public void Add(MetricTotals added)
    {
        var counts = objective.Measure(added);
        if (counts.Total == 0 && counts.Bad == 0)
            return;

        var start = new DateTimeOffset(added.At.UtcTicks - (added.At.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        if (_current?.Start != start)
        {
            _current = new Minute(start);
            _minutes.Enqueue(_current);
            while (_minutes.Peek().Start < start - Retention)
                _minutes.Dequeue();
        }

        _current.Counts += counts;
    }

    public ObjectiveState Evaluate(DateTimeOffset now)
    {
        var all = Within(Retention, now);
        var budget = 1 - objective.Target;
        return new ObjectiveState(
            objective.Name,
            objective.Good,
            objective.Target,
            all.Total,
            all.Bad,
            all.Total == 0 ? null : 1 - (all.Bad / all.Total),
            all.Total == 0 ? 1 : 1 - (all.Bad / all.Total / budget),
            [.. objective.Tiers.Select(tier => Evaluate(tier, now, budget))]);
    }

    /// <summary>Evaluates the rule in bicep/monitoring/alerts/burn-rate.kql.</summary>
    private TierState Evaluate(BurnRateTier tier, DateTimeOffset now, double budget)
    {
        var inLong = Within(tier.LongWindow, now);
        var inShort = Within(tier.ShortWindow, now);
        var longBurn = inLong.Total == 0 ? 0 : inLong.Bad / inLong.Total / budget;
        var shortBurn = inShort.Total == 0 ? 0 : inShort.Bad / inShort.Total / budget;
        var isFiring = inLong.Total >= objective.MinimumTotal && inShort.Total > 0 && longBurn > tier.Burn && shortBurn > tier.Burn;
        return new TierState(
            tier.Name, tier.LongWindow.TotalMinutes, tier.ShortWindow.TotalMinutes, tier.Burn, longBurn, shortBurn, isFiring);
    }

    private IndicatorCounts Within(TimeSpan window, DateTimeOffset now) => _minutes
        .Where(minute => minute.Start > now - window)
        .Aggregate(default(IndicatorCounts), (sum, minute) => sum + (objective.CountsMinutes ? minute.AsOne : minute.Counts));

    private sealed class Minute(DateTimeOffset start)
    {
        public DateTimeOffset Start => start;

        public IndicatorCounts Counts { get; set; }

        public IndicatorCounts AsOne => new(1, Counts.Bad > 0 ? 1 : 0);
    }
}
