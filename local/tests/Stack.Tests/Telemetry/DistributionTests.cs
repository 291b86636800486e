using LocalStack.Telemetry;

namespace LocalStack.Tests.Telemetry;

public class DistributionTests
{
    /// <summary>Ten values: 4 up to 10, 4 from 10 to 20, and 2 above 20.</summary>
    private static readonly Distribution Sample = new(10, 150, [10, 20], [4, 4, 2]);

    // The expected values follow the Prometheus documentation of histogram_quantile: linear interpolation within the bucket.
    [TestCase(0.2, 5)]
    [TestCase(0.4, 10)]
    [TestCase(0.6, 15)]
    [TestCase(0.8, 20)]
    public void A_quantile_is_interpolated_within_its_bucket(double share, double expected) =>
        Assert.That(Sample.Quantile(share), Is.EqualTo(expected).Within(1e-9));

    [Test]
    public void A_quantile_in_the_last_bucket_is_its_lower_bound() => Assert.That(Sample.Quantile(0.99), Is.EqualTo(20));

    [Test]
    public void An_empty_bucket_is_skipped() =>
        Assert.That(new Distribution(1, 15, [10, 20], [0, 1, 0]).Quantile(0.5), Is.EqualTo(15));

    [Test]
    public void Without_values_quantile_and_mean_are_null()
    {
        var nothing = new Distribution(0, 0, [10], [0, 0]);

        Assert.That(new[] { nothing.Quantile(0.5), nothing.Mean, Distribution.None.Quantile(0.5) }, Is.All.Null);
    }

    [Test]
    public void The_difference_of_two_distributions_is_computed_per_bucket()
    {
        var added = Sample - new Distribution(4, 30, [10, 20], [3, 1, 0]);

        Assert.Multiple(() =>
        {
            Assert.That((added.Count, added.Sum, added.Mean), Is.EqualTo((6L, 120d, 20d)));
            Assert.That(added.Buckets, Is.EqualTo([1L, 3L, 2L]));
            Assert.That((Sample + added).Buckets, Is.EqualTo([5L, 7L, 4L]));
            Assert.That((Distribution.None + Sample).Buckets, Is.EqualTo(Sample.Buckets));
        });
    }

    [Test]
    public void Only_values_above_a_bound_are_counted()
    {
        Assert.Multiple(() =>
        {
            Assert.That((Sample.CountAbove(10), Sample.CountAbove(20)), Is.EqualTo((6L, 2L)));
            Assert.That(() => Sample.CountAbove(15), Throws.ArgumentException.With.Message.StartsWith("15 is not a bound"));
            Assert.That(() => Sample + new Distribution(1, 1, [5], [1, 0]), Throws.ArgumentException);
        });
    }
}
