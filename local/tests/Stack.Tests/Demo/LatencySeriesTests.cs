using LocalStack.Demo;

namespace LocalStack.Tests.Demo;

internal sealed class LatencySeriesTests
{
    // Nearest rank: the ceiling of 0.5 x 100 is the 50th of 1..100 ms.
    [TestCase(0.50, 50)]
    [TestCase(0.95, 95)]
    [TestCase(0.99, 99)]
    [TestCase(1.00, 100)]
    [TestCase(0.001, 1)]
    public void Quantiles_are_by_nearest_rank(double quantile, int milliseconds)
    {
        var series = new LatencySeries();
        foreach (var time in Enumerable.Range(1, 100).Reverse())
            series.Add(TimeSpan.FromMilliseconds(time));

        Assert.That(series.Quantile(quantile), Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Test]
    public void No_measurement_is_no_number() => Assert.That(new LatencySeries().ToString(), Is.EqualTo("not measured"));
}
