namespace LoadBenchmark.Results;

/// <summary>The conditions under which a system counts as recovered.</summary>
/// <param name="ApiP99">The maximum p99 of responses, in milliseconds.</param>
/// <param name="QueryableP99">The maximum p99 of the time from publishing an event until it is queryable, in milliseconds.</param>
/// <param name="Backlog">The maximum number of events in the backlog.</param>
/// <param name="HasRequests">Whether the load includes requests, in which case a second without a response is bad.</param>
internal sealed record Recovery(double ApiP99, double QueryableP99, double Backlog, bool HasRequests = false)
{
    /// <summary>The number of consecutive good seconds that are required, because a single good second can be a coincidence.</summary>
    private const int RequiredGoodSeconds = 3;

    /// <summary>
    /// The latency in milliseconds that is always good. A higher latency is good if it is at most twice the p99 of the normal load.
    /// </summary>
    private const double AlwaysGoodMilliseconds = 100;

    /// <param name="before">A step with normal load.</param>
    /// <param name="eventRate">The event rate per second to which the run returns.</param>
    public static Recovery From(Step before, double eventRate) => new(
        Math.Max(AlwaysGoodMilliseconds, 2 * (before.Api?.Latency?.P99 ?? 0)),
        Math.Max(AlwaysGoodMilliseconds, 2 * (before.Queryable?.Latency?.P99 ?? 0)),
        Math.Max(10, eventRate),
        before.Api is not null);

    /// <param name="seconds">The seconds of the run, in order.</param>
    /// <param name="since">The time, in seconds since the start of the run, at which the cause of the overload or failure ended.</param>
    /// <returns>
    /// The seconds from <paramref name="since"/> to the end of the last bad second, or <c>null</c> if too few good seconds follow the bad
    /// second.
    /// </returns>
    public double? SecondsUntilRecovered(IEnumerable<Second> seconds, double since)
    {
        var after = seconds.Where(second => second.At > since).ToList();
        var bad = after.FindLastIndex(second => !IsGood(second));
        return after.Count - bad - 1 < RequiredGoodSeconds ? null : bad < 0 ? 0 : Math.Round(after[bad].At - since, 1);
    }

    private bool IsGood(Second second) =>
        second.ApiErrors == 0
        && second.PublishErrors == 0
        && (second.ApiP99 is { } p99 ? p99 <= ApiP99 : !HasRequests)
        && !(second.QueryableP99 > QueryableP99)
        && second.Backlog <= Backlog;
}
