using Google.Protobuf.WellKnownTypes;
using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.Metadata;

/// <summary>The number and the delays of retries of a failed invocation with the same events.</summary>
/// <param name="MaxRetryCount">The retries after the first attempt; -1 for no limit.</param>
/// <param name="Minimum">The first delay.</param>
/// <param name="Maximum">The longest delay; equal to <paramref name="Minimum"/> for a fixed one.</param>
internal sealed record RetryPolicy(int MaxRetryCount, TimeSpan Minimum, TimeSpan Maximum)
{
    /// <summary>The random variation of delays, as a fraction, so that partitions do not all retry at the same time.</summary>
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
    /// <param name="random">A number in [0, 1).</param>
    public TimeSpan DelayBefore(int retry, double random)
    {
        if (Minimum == Maximum)
            return Minimum;

        // Compared as doubles: a TimeSpan cannot represent every power of two of a long minimum.
        var ticks = Minimum.Ticks * Math.Pow(2, Math.Min(retry, 30)) * (1 - Jitter + (2 * Jitter * random));
        return TimeSpan.FromTicks((long)Math.Min(Math.Max(ticks, Minimum.Ticks), Maximum.Ticks));
    }
}
