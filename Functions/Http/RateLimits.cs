using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Http;

/// <summary>
/// Rate limits with a token bucket per consumer. Requests without a key or token are not counted, because either the operation or the host
/// requires no key.
/// </summary>
public sealed class RateLimits : IDisposable
{
    private readonly RateLimitOptions _options;
    private readonly PartitionedRateLimiter<string> _limiter;

    public RateLimits(IOptions<RateLimitOptions> options)
    {
        _options = options.Value;
        _limiter = PartitionedRateLimiter.Create<string, string>(
            key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = _options.Burst,
                TokensPerPeriod = _options.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>Counts a request and writes the remaining quota to the response headers (draft-ietf-httpapi-ratelimit-headers).</summary>
    /// <returns>A problem with the status 429 if the limit is exceeded; otherwise <c>null</c>.</returns>
    internal Problem? Count(string consumer, HttpResponse response)
    {
        if (consumer.Length == 0 || _options.RequestsPerSecond == 0)
            return null;

        using var lease = _limiter.AttemptAcquire(consumer);
        var left = _limiter.GetStatistics(consumer)?.CurrentAvailablePermits ?? 0;
        var untilFull = Seconds(_options.Burst - left);
        response.Headers["RateLimit-Policy"] = string.Create(
            CultureInfo.InvariantCulture, $"\"default\";q={_options.Burst};w={Seconds(_options.Burst)}");
        response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"default\";r={left};t={untilFull}");
        if (lease.IsAcquired)
            return null;

        return new Problem(ErrorCodes.TooManyRequests,
            $"A consumer may send {_options.RequestsPerSecond} requests per second, and {_options.Burst} in a burst after a pause.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };
    }

    /// <summary>Returns the number of seconds until <paramref name="requests"/> further requests are permitted.</summary>
    private long Seconds(long requests) => (requests + _options.RequestsPerSecond - 1) / _options.RequestsPerSecond;
}
