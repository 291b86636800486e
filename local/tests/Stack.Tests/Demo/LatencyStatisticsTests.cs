using LocalStack.Demo;

namespace LocalStack.Tests.Demo;

internal sealed class LatencyStatisticsTests
{
    // For 1 to 100 ms, the nearest rank of the quantile 0.5 is the ceiling of 0.5 × 100, which is 50.
    [TestCase(0.50, 50)]
    [TestCase(0.95, 95)]
    [TestCase(0.99, 99)]
    [TestCase(1.00, 100)]
    [TestCase(0.001, 1)]
    public void Quantiles_use_the_nearest_rank(double quantile, int milliseconds)
    {
        var latencies = LatencyStatistics.From(Enumerable.Range(1, 100).Reverse().Select(ms => TimeSpan.FromMilliseconds(ms)));

        Assert.That(latencies.Quantile(quantile), Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Test]
    public void A_rank_between_two_times_selects_the_longer_time()
    {
        var latencies = LatencyStatistics.From(Enumerable.Range(1, 3).Select(s => TimeSpan.FromSeconds(s)));

        Assert.That(
            (latencies.Count, latencies.P50.TotalSeconds, latencies.P99.TotalSeconds, latencies.Max.TotalSeconds),
            Is.EqualTo((3, 2, 3, 3)));
    }

    /// <summary>A single time has no distribution.</summary>
    [Test]
    public void A_single_time_is_printed_without_percentiles() =>
        Assert.That(LatencyStatistics.From([TimeSpan.FromSeconds(2.3)]).ToString(), Is.EqualTo("2.3 s (1 probe)"));

    [Test]
    public void Two_times_are_printed_with_percentiles() => Assert.That(
        LatencyStatistics.From([TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2)]).ToString(),
        Is.EqualTo("p50 20 ms, p95 2.0 s, p99 2.0 s (2 probes)"));

    [Test]
    public void An_empty_list_is_printed_as_no_measurements()
    {
        var latencies = LatencyStatistics.From([]);

        Assert.Multiple(() =>
        {
            Assert.That((latencies.Count, latencies.P50, latencies.Max), Is.EqualTo((0, TimeSpan.Zero, TimeSpan.Zero)));
            Assert.That(latencies.ToString(), Is.EqualTo("not measured"));
        });
    }
}
