using HdrHistogram;

namespace LoadBenchmark.Results;

/// <summary>Latency percentiles in milliseconds.</summary>
internal sealed record Latency(long Count, double P50, double P95, double P99, double P999, double Max)
{
    /// <param name="microseconds">Latencies in microseconds.</param>
    /// <returns>The percentiles, or <c>null</c> if the histogram is empty.</returns>
    public static Latency? From(HistogramBase microseconds)
    {
        return microseconds.TotalCount == 0
            ? null
            : new Latency(microseconds.TotalCount, At(50), At(95), At(99), At(99.9), Milliseconds(microseconds.GetMaxValue()));

        double At(double percentile) => Milliseconds(microseconds.GetValueAtPercentile(percentile));
    }

    private static double Milliseconds(long microseconds) => Math.Round(microseconds / 1000.0, 2);
}
