namespace LocalStack.Demo;

/// <summary>The quantiles of measured times (nearest rank). Without measurements, all quantiles are zero.</summary>
internal sealed class LatencyStatistics
{
    private readonly TimeSpan[] _sorted;

    private LatencyStatistics(TimeSpan[] sorted) => _sorted = sorted;

    public int Count => _sorted.Length;

    public TimeSpan P50 => Quantile(0.50);

    public TimeSpan P99 => Quantile(0.99);

    public TimeSpan Max => Quantile(1);

    public static LatencyStatistics From(IEnumerable<TimeSpan> times) => new([.. times.Order()]);

    /// <summary>
    /// Returns the smallest measured time for which at least the fraction <paramref name="quantile"/> of all times are equal or shorter.
    /// </summary>
    public TimeSpan Quantile(double quantile) =>
        Count == 0 ? TimeSpan.Zero : _sorted[Math.Max(0, (int)Math.Ceiling(quantile * Count) - 1)];

    public override string ToString() => Count switch
    {
        0 => "not measured",
        1 => $"{Text(Max)} (1 probe)",
        _ => $"p50 {Text(P50)}, p95 {Text(Quantile(0.95))}, p99 {Text(P99)} ({Count} probes)",
    };

    private static string Text(TimeSpan time) =>
        time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:N0} ms" : $"{time.TotalSeconds:N1} s";
}
