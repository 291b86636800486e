namespace LatamFunctions.Responses;

/// <summary>The time for which a response can be reused without another query.</summary>
internal static class ResponseAge
{
    /// <summary>
    /// The maximum age of responses whose rows can change at any time. This age is long enough for many clients to share a response.
    /// </summary>
    public static readonly TimeSpan Live = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The maximum age of responses for time windows in which no further events are expected. A late correction becomes visible after this
    /// time at the latest.
    /// </summary>
    public static readonly TimeSpan Closed = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The time from the end of a window until no further events are expected. Events usually arrive within two days after departure.
    /// </summary>
    private static readonly TimeSpan ClosedAfter = TimeSpan.FromDays(2);

    /// <param name="end">The end of the query's time window; <c>null</c> if the window has no end.</param>
    /// <param name="now">The current time.</param>
    public static TimeSpan ForWindow(DateTimeOffset? end, DateTimeOffset now) => end <= now - ClosedAfter ? Closed : Live;
}
