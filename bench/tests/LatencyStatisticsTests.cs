using ApiBenchmark;

namespace Bench.Tests;

public class LatencyStatisticsTests
{
    [Test]
    public void A_quantile_is_the_smallest_time_that_this_part_of_all_do_not_exceed()
    {
        var times = Enumerable.Range(1, 200).Reverse().Select(ms => TimeSpan.FromMilliseconds(ms));

        Assert.That(LatencyStatistics.From(times), Is.EqualTo(
            new LatencyStatistics(200, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(198), TimeSpan.FromMilliseconds(200))));
    }

    [Test]
    public void One_time_is_all_quantiles()
    {
        var second = TimeSpan.FromSeconds(1);

        Assert.That(LatencyStatistics.From([second]), Is.EqualTo(new LatencyStatistics(1, second, second, second)));
    }

    [Test]
    public void No_times_are_not_an_error() =>
        Assert.That(LatencyStatistics.From([]), Is.EqualTo(new LatencyStatistics(0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero)));
}
