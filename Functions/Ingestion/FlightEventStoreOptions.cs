using LatamFunctions.Events;

namespace LatamFunctions.Ingestion;

/// <summary>Settings <c>Ingestion__*</c>. The defaults are suitable for production; tests shorten the delays.</summary>
public sealed class FlightEventStoreOptions
{
    public const string Section = MessageLimits.Section;

    /// <summary>
    /// The maximum size of the rows in a request, in bytes. Streaming ingestion accepts 4 MB (Azure Data Explorer documentation, "Streaming
    /// ingestion limits"). The default is less than this limit, regardless of whether a megabyte is 10^6 or 2^20 bytes.
    /// </summary>
    public int MaxRequestBytes { get; set; } = 3_900_000;

    /// <summary>
    /// The maximum number of retries within an invocation; 0 for no retries. If all retries fail, the host's unlimited retry policy
    /// applies.
    /// </summary>
    public int Retries { get; set; } = 5;

    /// <summary>The delay before the first retry. The delay doubles with each retry.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The maximum number of concurrent requests in this process, across all partitions. Azure Data Explorer executes six requests per
    /// core; the default is suitable for the smallest cluster, which has two cores.
    /// </summary>
    public int MaxConcurrentRequests { get; set; } = 12;

    /// <summary>The time limit for a request. The rows of a request that exceeds this limit might have been stored.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The minimum number of requests within <see cref="BreakerWindow"/> for the circuit breaker to open if at least half of them failed.
    /// </summary>
    public int BreakerThreshold { get; set; } = 10;

    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time for which the circuit breaker blocks all requests after it has opened. After this time, a single request probes the
    /// service.
    /// </summary>
    public TimeSpan BreakerDuration { get; set; } = TimeSpan.FromSeconds(15);
}
