using Google.Protobuf.WellKnownTypes;
using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.Metadata;

/// <summary>How often a failed invocation is repeated with the same events, and after which time.</summary>
/// <param name="MaxRetryCount">The retries after the first attempt; -1 for no limit.</param>
/// <param name="Minimum">The first delay.</param>
/// <param name="Maximum">The longest delay; equal to <paramref name="Minimum"/> for a fixed one.</param>
internal sealed record RetryPolicy(int MaxRetryCount, TimeSpan Minimum, TimeSpan Maximum)
{
    /// <summary>Delays differ by up to this fraction from the plain power of two, so that partitions do not retry all at once.</summary>
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

    /// <param name="retry">0 for the first retry.</param>
    /// <param name="random">From 0 up to 1.</param>
    public TimeSpan DelayBefore(int retry, double random)
    {
        if (Minimum == Maximum)
            return Minimum;

        // Compared as doubles: a TimeSpan cannot hold every power of two of a long minimum.
        var ticks = Minimum.Ticks * Math.Pow(2, Math.Min(retry, 30)) * (1 - Jitter + (2 * Jitter * random));
        return TimeSpan.FromTicks((long)Math.Min(Math.Max(ticks, Minimum.Ticks), Maximum.Ticks));
    }
}
