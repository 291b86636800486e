namespace ApiBenchmark;

/// <summary>Quantiles by nearest rank: the smallest time that at least this part of all do not exceed.</summary>
internal sealed record LatencyStatistics(int Count, TimeSpan P50, TimeSpan P99, TimeSpan Max)
{
    /// <summary>Of no times, all are zero.</summary>
    public static LatencyStatistics From(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToArray();
        return sorted.Length == 0
            ? new LatencyStatistics(0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero)
            : new LatencyStatistics(sorted.Length, At(0.50), At(0.99), sorted[^1]);

        TimeSpan At(double quantile) => sorted[(int)Math.Ceiling(quantile * sorted.Length) - 1];
    }
}
