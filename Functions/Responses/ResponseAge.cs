namespace LatamFunctions.Responses;

/// <summary>The time for which a response may be used without another query.</summary>
internal static class ResponseAge
{
    /// <summary>The age for rows that may change at any time: long enough for many clients to share a response.</summary>
    public static readonly TimeSpan Live = TimeSpan.FromSeconds(1);

    /// <summary>The age for time windows in which no further events are expected. A late correction shows after this time.</summary>
    public static readonly TimeSpan Closed = TimeSpan.FromMinutes(5);

    /// <summary>Events of a flight arrive within two days of its departure.</summary>
    private static readonly TimeSpan ClosedAfter = TimeSpan.FromDays(2);

    /// <param name="end">The end of the query's time window; null if there is none.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan ForWindow(DateTimeOffset? end, DateTimeOffset now) => end <= now - ClosedAfter ? Closed : Live;
}
