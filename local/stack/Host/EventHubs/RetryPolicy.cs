using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace LocalStack.Host;

/// <summary>A function's retry attribute: how often its invocation is repeated with the same batch, and after which time.</summary>
/// <param name="MaxRetryCount">-1 is for ever.</param>
/// <param name="Minimum">The first delay.</param>
/// <param name="Maximum">The longest; equal to <paramref name="Minimum"/> with a fixed delay.</param>
internal sealed record RetryPolicy(int MaxRetryCount, TimeSpan Minimum, TimeSpan Maximum)
{
    /// <summary>Delays differ by up to this part from the plain power of two, so that partitions do not come back all at once.</summary>
    private const double Jitter = 0.2;

    public static RetryPolicy? Of(RetryAttribute? attribute) => attribute switch
    {
        FixedDelayRetryAttribute fix => new RetryPolicy(fix.MaxRetryCount, Parse(fix.DelayInterval), Parse(fix.DelayInterval)),
        ExponentialBackoffRetryAttribute exponential =>
            new RetryPolicy(exponential.MaxRetryCount, Parse(exponential.MinimumInterval), Parse(exponential.MaximumInterval)),
        _ => null,
    };

    public bool AllowsRetry(int retriesSoFar) => MaxRetryCount < 0 || retriesSoFar < MaxRetryCount;

    /// <param name="retry">0 for the first.</param>
    /// <param name="random">From 0 up to 1.</param>
    public TimeSpan DelayBefore(int retry, double random)
    {
        if (Minimum == Maximum)
            return Minimum;

        var delay = Minimum * Math.Pow(2, Math.Min(retry, 30)) * (1 - Jitter + (2 * Jitter * random));
        return delay < Minimum ? Minimum : delay > Maximum ? Maximum : delay;
    }

    private static TimeSpan Parse(string interval) => TimeSpan.Parse(interval, CultureInfo.InvariantCulture);
}
