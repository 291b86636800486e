namespace LocalStack.Demo;

/// <summary>Measured times, and the quantiles of them.</summary>
internal sealed class LatencySeries
{
    private readonly List<TimeSpan> _times = [];

    public int Count => _times.Count;

    public void Add(TimeSpan time) => _times.Add(time);

    /// <summary>The smallest time that at least the part <paramref name="quantile"/> of all do not exceed (nearest rank).</summary>
    public TimeSpan Quantile(double quantile)
    {
        var sorted = _times.Order().ToList();
        return sorted[Math.Max(0, (int)Math.Ceiling(quantile * sorted.Count) - 1)];
    }

    public override string ToString() => Count == 0
        ? "not measured"
        : $"p50 {Text(Quantile(0.50))}, p95 {Text(Quantile(0.95))}, p99 {Text(Quantile(0.99))} ({Count} probes)";

    private static string Text(TimeSpan time) =>
        time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:N0} ms" : $"{time.TotalSeconds:N1} s";
}
