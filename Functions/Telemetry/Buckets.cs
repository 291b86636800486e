using System.Diagnostics.Metrics;

namespace LatamFunctions.Telemetry;

/// <summary>
/// The bucket boundaries of the app's histograms. OTLP and Prometheus use the boundaries; Azure Monitor stores only count, sum, minimum and
/// maximum.
/// </summary>
internal static class Buckets
{
    /// <summary>Durations in milliseconds. The boundaries include all objectives in docs/operations/slos.md.</summary>
    public static InstrumentAdvice<double> Milliseconds { get; } = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 600_000],
    };

    /// <summary>Counts of messages or rows.</summary>
    public static InstrumentAdvice<long> Counts { get; } = new()
    {
        HistogramBucketBoundaries = [0, 1, 10, 100, 500, 1000, 2000, 5000, 10_000, 100_000],
    };

    public static InstrumentAdvice<long> Bytes { get; } = new()
    {
        HistogramBucketBoundaries = [1024, 16 * 1024, 64 * 1024, 256 * 1024, 1024 * 1024, 4 * 1024 * 1024, 16 * 1024 * 1024],
    };

    /// <summary>The values 0 and 1, whose mean is a ratio.</summary>
    public static InstrumentAdvice<int> ZeroOrOne { get; } = new() { HistogramBucketBoundaries = [0] };
}
