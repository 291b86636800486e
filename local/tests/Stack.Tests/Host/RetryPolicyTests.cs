using LocalStack.Host;
using Microsoft.Azure.Functions.Worker;

namespace LocalStack.Tests.Host;

internal sealed class RetryPolicyTests
{
    [Test]
    public void No_attribute_is_no_policy() => Assert.That(RetryPolicy.Of(null), Is.Null);

    [TestCase(-1, 1_000_000, true)]
    [TestCase(0, 0, false)]
    [TestCase(2, 1, true)]
    [TestCase(2, 2, false)]
    public void Retries_are_counted_and_minus_one_is_for_ever(int maxRetryCount, int retriesSoFar, bool allowed) =>
        Assert.That(RetryPolicy.Of(new FixedDelayRetryAttribute(maxRetryCount, "00:00:05"))!.AllowsRetry(retriesSoFar), Is.EqualTo(allowed));

    [TestCase(0)]
    [TestCase(7)]
    public void A_fixed_delay_stays_the_same(int retry) =>
        Assert.That(RetryPolicy.Of(new FixedDelayRetryAttribute(3, "00:00:05"))!.DelayBefore(retry, 0.9), Is.EqualTo(TimeSpan.FromSeconds(5)));

    // 2 s x 2^retry, give or take 20 %, within 2 s and 60 s.
    [TestCase(0, 0.0, 2.0)]
    [TestCase(0, 0.5, 2.0)]
    [TestCase(1, 0.0, 3.2)]
    [TestCase(1, 0.5, 4.0)]
    [TestCase(3, 0.5, 16.0)]
    [TestCase(5, 0.0, 51.2)]
    [TestCase(5, 0.5, 60.0)]
    [TestCase(1000, 0.5, 60.0)]
    public void An_exponential_delay_doubles_with_jitter_between_its_bounds(int retry, double random, double seconds)
    {
        var policy = RetryPolicy.Of(new ExponentialBackoffRetryAttribute(-1, "00:00:02", "00:01:00"))!;

        Assert.That(policy.DelayBefore(retry, random).TotalSeconds, Is.EqualTo(seconds).Within(1e-9));
    }
}
