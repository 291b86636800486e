using LatamFunctions.Events;

namespace LatamFunctions.Ingestion;

/// <summary>Settings <c>Ingestion__*</c>. The defaults are suitable for production; tests shorten the delays.</summary>
public sealed class FlightEventStoreOptions
{
    public const string Section = MessageLimits.Section;

    /// <summary>
    /// Bytes of rows in one request. Streaming ingestion accepts 4 MB (Azure Data Explorer's documentation, "Streaming ingestion
    /// limits"); the default is below that whether MB means 10^6 or 2^20 bytes.
    /// </summary>
    public int MaxRequestBytes { get; set; } = 3_900_000;

    /// <summary>
    /// Retries within one invocation; after that the host's unlimited retry policy takes over. 0: no retry within the invocation.
    /// </summary>
    public int Retries { get; set; } = 5;

    /// <summary>The delay before the first retry; it doubles with each retry.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The maximum number of concurrent requests of this process, across all partitions. Azure Data Explorer runs six per core of its
    /// cluster; the default fits its smallest, of two cores.
    /// </summary>
    public int MaxConcurrentRequests { get; set; } = 12;

    /// <summary>A request without a response within this time counts as failed; its rows may have been stored.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The minimum number of requests within <see cref="BreakerWindow"/> for the circuit breaker to open if at least half of them failed.
    /// </summary>
    public int BreakerThreshold { get; set; } = 10;

    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time for which nothing is sent after the breaker has opened. Then one request probes.</summary>
    public TimeSpan BreakerDuration { get; set; } = TimeSpan.FromSeconds(15);
}
