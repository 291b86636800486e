namespace LocalKusto.DuckDb;

/// <summary>DuckDB counts microseconds from 1970-01-01; .NET ticks of 100 ns from 0001-01-01.</summary>
public static class DuckDbTimestamp
{
    public static long FromDateTime(DateTime utc) => FromTicks(utc.Ticks);

    /// <summary>Cuts toward the past, so that order is kept.</summary>
    public static long FromTicks(long ticks) =>
        (ticks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <exception cref="ArgumentOutOfRangeException">Outside the years 1 to 9999, which DuckDB can hold.</exception>
    public static DateTime ToDateTime(long microseconds) =>
        DateTime.UnixEpoch.AddTicks(checked(microseconds * TimeSpan.TicksPerMicrosecond));
}
