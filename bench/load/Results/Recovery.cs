namespace LoadBenchmark.Results;

/// <summary>The state that a run must return to.</summary>
/// <param name="ApiP99">The highest good p99 of responses, in milliseconds.</param>
/// <param name="QueryableP99">The highest good p99 from publishing until queryable, in milliseconds.</param>
/// <param name="Backlog">The highest good number of waiting events.</param>
/// <param name="HasRequests">Whether requests are part of the load: a second without a response is then a bad one.</param>
internal sealed record Recovery(double ApiP99, double QueryableP99, double Backlog, bool HasRequests = false)
{
    /// <summary>Seconds in a row that must be good: a single one may be an accident.</summary>
    private const int Hold = 3;

    /// <summary>
    /// A second is good if its latencies are at most twice those of the previous step, or at most this number of milliseconds.
    /// </summary>
    private const double Floor = 100;

    /// <param name="before">A step of normal load.</param>
    /// <param name="eventRate">Events per second of the load to which the run returns.</param>
    public static Recovery From(Step before, double eventRate) => new(
        Math.Max(Floor, 2 * (before.Api?.Latency?.P99 ?? 0)),
        Math.Max(Floor, 2 * (before.Queryable?.Latency?.P99 ?? 0)),
        Math.Max(10, eventRate),
        before.Api is not null);

    /// <param name="seconds">The seconds of the run, in order.</param>
    /// <param name="since">The time of the run at which the cause ended.</param>
    /// <returns>The time from then to the end of the last bad second; null if there are not enough consecutive good ones yet.</returns>
    public double? Find(IEnumerable<Second> seconds, double since)
    {
        var after = seconds.Where(second => second.At > since).ToList();
        var bad = after.FindLastIndex(second => !IsGood(second));
        return after.Count - bad - 1 < Hold ? null : bad < 0 ? 0 : Math.Round(after[bad].At - since, 1);
    }

    private bool IsGood(Second second) =>
        second.ApiErrors == 0
        && second.PublishErrors == 0
        && (second.ApiP99 is { } p99 ? p99 <= ApiP99 : !HasRequests)
        && !(second.QueryableP99 > QueryableP99)
        && second.Backlog <= Backlog;
}
