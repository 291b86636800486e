namespace LatamFunctions.Ingestion;

/// <summary>Settings <c>Ingestion__*</c>. The defaults fit; tests shorten the waiting.</summary>
public sealed class FlightEventStoreOptions
{
    public const string Section = "Ingestion";

    /// <summary>
    /// Bytes of rows in one request. Streaming ingestion takes 4 MB (Azure Data Explorer's documentation, "Streaming ingestion
    /// limits"); this leaves room for the meaning of MB.
    /// </summary>
    public int MaxRequestBytes { get; set; } = 3_900_000;

    /// <summary>Tries after the first, before the batch is given back to the host, which tries again without end.</summary>
    public int Retries { get; set; } = 5;

    /// <summary>Before the first of them; it doubles from one to the next.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);
}
