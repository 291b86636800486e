namespace LocalStack.Board;

/// <summary>
/// The data points of the charts for one second. Rates are per second. Durations are in milliseconds unless the name contains another unit.
/// </summary>
internal sealed record BoardPoint(
    DateTimeOffset At,
    double InRate,
    double StoredRate,
    double DeadLetteredRate,
    IReadOnlyList<PartitionPoint> Partitions,
    Percentiles? EndToEnd,
    ApiPoint Api,
    IReadOnlyList<ProcessPoint> Processes,
    string Breaker);

/// <param name="CheckpointAge">The mean checkpoint age over the last seconds, or <c>null</c> if no batch ended during that time.</param>
internal sealed record PartitionPoint(string Id, double Waiting, double LagSeconds, double? CheckpointAge);

/// <param name="ErrorRate">The rate of responses with a server error.</param>
/// <param name="CacheRatio">
/// The share of cacheable responses that came from the cache, from 0 to 1, or <c>null</c> if there were no cacheable responses.
/// </param>
internal sealed record ApiPoint(double Rate, double ErrorRate, Percentiles? Latency, double? CacheRatio);

/// <param name="Cores">The number of cores in use: processor time per second.</param>
internal sealed record ProcessPoint(string Name, double Cores, long MemoryBytes);

/// <summary>Percentiles that are estimated from the buckets of a histogram.</summary>
internal sealed record Percentiles(double P50, double P95, double P99);

/// <summary>The responses of one HTTP function in the last minute.</summary>
internal sealed record FunctionState(string Name, long Requests, long ServerErrors, long ClientErrors, Percentiles Latency);
