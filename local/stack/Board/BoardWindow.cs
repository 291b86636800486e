using LocalStack.Telemetry;

namespace LocalStack.Board;

/// <summary>
/// The readings of the last minute, from which the board's figures are computed. Rates of the app's metrics are computed between the
/// arrival times of exports, because between two readings, no export or more than one export can arrive.
/// </summary>
internal sealed class BoardWindow
{
    private static readonly TimeSpan Retention = TimeSpan.FromSeconds(65);
    private static readonly TimeSpan RateSpan = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DistributionSpan = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CheckpointSpan = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FunctionSpan = TimeSpan.FromMinutes(1);

    private readonly List<Reading> _readings = [];
    private string _breaker = "closed";

    /// <summary>Adds a reading and removes readings that are older than <see cref="Retention"/>.</summary>
    public void Add(Reading reading)
    {
        _readings.Add(reading);
        _readings.RemoveAll(old => old.At < reading.At - Retention);
    }

    /// <summary>Returns the data point for the most recent second. At least one reading must have been added.</summary>
    public BoardPoint Point()
    {
        var (newest, earlier) = (_readings[^1], Before(RateSpan));
        var rates = Added(RateSpan, out var seconds);
        var recent = Added(DistributionSpan, out _);
        var requests = rates.Distribution("api.request.duration");
        _breaker = BreakerState(recent.Distribution("flightevents.breaker.state")) ?? _breaker;
        return new BoardPoint(
            newest.At,
            Rate(newest.Enqueued - earlier.Enqueued, (newest.At - earlier.At).TotalSeconds),
            Rate(rates.Sum("flightevents.stored"), seconds),
            Rate(rates.Sum("flightevents.deadlettered"), seconds),
            Partitions(newest),
            PercentilesOf(recent.Distribution("flightevents.end_to_end.duration")),
            new ApiPoint(
                Rate(requests.Count, seconds),
                Rate(rates.Distribution("api.request.duration", series => StatusOf(series) >= 500).Count, seconds),
                PercentilesOf(recent.Distribution("api.request.duration")),
                recent.Distribution("api.cache.hit").Mean),
            [.. newest.Processes.Select(process => ProcessPointOf(process, earlier, newest.At))],
            _breaker);
    }

    /// <summary>Returns the HTTP functions that were called in the last minute, ordered by name.</summary>
    public IReadOnlyList<FunctionState> Functions() =>
    [
        .. from series in Added(FunctionSpan, out _).Named("api.request.duration")
           where series.Value.Count > 0
           group series by series.Labels.GetValueOrDefault("function", "") into function
           orderby function.Key
           let all = function.Aggregate(Distribution.None, (sum, series) => sum + series.Value)
           select new FunctionState(
               function.Key,
               all.Count,
               function.Where(series => StatusOf(series) >= 500).Sum(series => series.Value.Count),
               function.Where(series => StatusOf(series) is >= 400 and < 500).Sum(series => series.Value.Count),
               PercentilesOf(all)!),
    ];

    private static double Rate(double added, double seconds) => seconds <= 0 ? 0 : Math.Max(0, added / seconds);

    private static Percentiles? PercentilesOf(Distribution distribution) => distribution.Quantile(0.5) is { } median
        ? new Percentiles(median, distribution.Quantile(0.95)!.Value, distribution.Quantile(0.99)!.Value)
        : null;

    /// <summary>Returns the highest reported state (0 closed, 1 probing, 2 open), or <c>null</c> if no state was reported.</summary>
    private static string? BreakerState(Distribution states) => states switch
    {
        { Count: 0 } => null,
        _ when states.CountAbove(1) > 0 => "open",
        _ when states.CountAbove(0) > 0 => "probing",
        _ => "closed",
    };

    private static int StatusOf(MetricSeries series) =>
        int.TryParse(series.Labels.GetValueOrDefault("status"), out var status) ? status : 0;

    private static ProcessPoint ProcessPointOf(ProcessReading process, Reading earlier, DateTimeOffset now)
    {
        var before = earlier.Processes.FirstOrDefault(other => other.Name == process.Name && other.Id == process.Id);
        var used = before is null ? TimeSpan.Zero : process.Processor - before.Processor;
        return new ProcessPoint(process.Name, Rate(used.TotalSeconds, (now - earlier.At).TotalSeconds), process.MemoryBytes);
    }

    private PartitionPoint[] Partitions(Reading newest)
    {
        var ages = Added(CheckpointSpan, out _);
        return
        [
            .. newest.Partitions.Select(partition => new PartitionPoint(
                partition.Id,
                partition.Waiting,
                partition.LagSeconds,
                ages.Distribution(
                    "flightevents.checkpoint.age", series => series.Labels.GetValueOrDefault("partition") == partition.Id).Mean)),
        ];
    }

    /// <summary>
    /// Returns the increase of the metrics in a time span. <paramref name="seconds"/> is the time from the arrival of the last export
    /// before the time span to the arrival of the last export in the time span, or zero if no export arrived.
    /// </summary>
    private MetricTotals Added(TimeSpan span, out double seconds)
    {
        var (newest, earlier) = (_readings[^1].Metrics, Before(span).Metrics);
        seconds = earlier.At == default ? 0 : (newest.At - earlier.At).TotalSeconds;
        return seconds > 0 ? newest.Since(earlier) : MetricTotals.None;
    }

    /// <summary>
    /// Returns the newest reading that is older than the last reading by at least <paramref name="span"/>, or the oldest reading.
    /// </summary>
    private Reading Before(TimeSpan span) => _readings.FindLast(reading => reading.At <= _readings[^1].At - span) ?? _readings[0];
}
