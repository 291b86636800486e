namespace LocalKusto.DuckDb;

/// <summary>
/// Converts between DuckDB's timestamps (microseconds since 1970-01-01) and .NET's ticks (units of 100 ns since 0001-01-01).
/// </summary>
public static class DuckDbTimestamp
{
    public static long FromDateTime(DateTime utc) => FromTicks(utc.Ticks);

    /// <summary>Truncates the ticks to microseconds, which preserves the order of times.</summary>
    public static long FromTicks(long ticks) =>
        (ticks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <exception cref="ArgumentOutOfRangeException">
    /// The timestamp is not in the years 1 to 9999. DuckDB supports a wider range.
    /// </exception>
    public static DateTime ToDateTime(long microseconds) =>
        DateTime.UnixEpoch.AddTicks(checked(microseconds * TimeSpan.TicksPerMicrosecond));
}
