using LatamFunctions.Events;

namespace LatamFunctions.Ingestion;

/// <summary>Settings <c>Ingestion__*</c>. The defaults fit; tests shorten the waiting.</summary>
public sealed class FlightEventStoreOptions
{
    public const string Section = MessageLimits.Section;

    /// <summary>
    /// Bytes of rows in one request. Streaming ingestion takes 4 MB (Azure Data Explorer's documentation, "Streaming ingestion
    /// limits"); this leaves room for the meaning of MB.
    /// </summary>
    public int MaxRequestBytes { get; set; } = 3_900_000;

    /// <summary>Tries after the first, before the batch is given back to the host, which tries again without end. 0: it is given back at once.</summary>
    public int Retries { get; set; } = 5;

    /// <summary>Before the first of them; it doubles from one to the next.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Requests under way at once in this process, whatever the partitions. Azure Data Explorer takes six per core of its cluster; the
    /// default fits its smallest, of two cores.
    /// </summary>
    public int MaxConcurrentRequests { get; set; } = 12;

    /// <summary>A request without an answer for this long counts as failed; it may have been stored all the same.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Failed requests within <see cref="BreakerWindow"/>, at least half of all, that open the circuit breaker.</summary>
    public int BreakerThreshold { get; set; } = 10;

    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing is sent once the breaker is open. Then one request probes.</summary>
    public TimeSpan BreakerDuration { get; set; } = TimeSpan.FromSeconds(15);
}
