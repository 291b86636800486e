using Google.Protobuf.WellKnownTypes;
using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.Metadata;

/// <summary>The maximum number of retries after a failed invocation, and the delays before the retries.</summary>
/// <param name="MaxRetryCount">The maximum number of retries after the first attempt, or -1 for no limit.</param>
/// <param name="Minimum">The minimum delay. Each further delay is twice as long, up to <paramref name="Maximum"/>, with jitter.</param>
/// <param name="Maximum">The maximum delay, which equals <paramref name="Minimum"/> for a fixed delay.</param>
internal sealed record RetryPolicy(int MaxRetryCount, TimeSpan Minimum, TimeSpan Maximum)
{
    /// <summary>The fraction by which delays vary randomly, so that partitions do not all retry at the same time.</summary>
    private const double Jitter = 0.2;

    public static RetryPolicy? From(RpcRetryOptions? options)
    {
        if (options is null)
            return null;
        return options.RetryStrategy == RpcRetryOptions.Types.RetryStrategy.FixedDelay
            ? new RetryPolicy(options.MaxRetryCount, Time(options.DelayInterval), Time(options.DelayInterval))
            : new RetryPolicy(options.MaxRetryCount, Time(options.MinimumInterval), Time(options.MaximumInterval));

        static TimeSpan Time(Duration? duration) => duration?.ToTimeSpan() ?? TimeSpan.Zero;
    }

    public bool AllowsRetry(int retriesSoFar) => MaxRetryCount < 0 || retriesSoFar < MaxRetryCount;

    /// <param name="retry">The zero-based number of the retry.</param>
    /// <param name="random">A random number in [0, 1).</param>
    public TimeSpan DelayBefore(int retry, double random)
    {
        if (Minimum == Maximum)
            return Minimum;

        // Compare as doubles, because a large multiple of the minimum can exceed the range of TimeSpan.
        var ticks = Minimum.Ticks * Math.Pow(2, Math.Min(retry, 30)) * (1 - Jitter + (2 * Jitter * random));
        return TimeSpan.FromTicks((long)Math.Min(Math.Max(ticks, Minimum.Ticks), Maximum.Ticks));
    }
}
