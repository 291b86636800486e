namespace Microsoft.Azure.Functions.Worker;

public sealed class ExponentialBackoffRetryAttribute : RetryAttribute
{
    /// <exception cref="ArgumentOutOfRangeException">An interval is no time span, or negative.</exception>
    /// <exception cref="ArgumentException">The minimum is above the maximum.</exception>
    public ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval)
    {
        var minimum = RetryInterval.Parse(minimumInterval, nameof(minimumInterval));
        var maximum = RetryInterval.Parse(maximumInterval, nameof(maximumInterval));
        if (minimum > maximum)
            throw new ArgumentException($"{nameof(minimumInterval)} must not be above {nameof(maximumInterval)}.");
        MaxRetryCount = maxRetryCount;
        MinimumInterval = minimumInterval;
        MaximumInterval = maximumInterval;
    }

    public string MinimumInterval { get; }

    public string MaximumInterval { get; }
}
