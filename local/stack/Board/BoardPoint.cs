namespace LocalStack.Board;

/// <summary>One second on the charts. Rates are per second, durations milliseconds unless the name states another unit.</summary>
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

/// <param name="CheckpointAge">The mean of the last seconds; null if no batch ended in them.</param>
internal sealed record PartitionPoint(string Id, double Waiting, double LagSeconds, double? CheckpointAge);

/// <param name="ErrorRate">Responses with a server error.</param>
/// <param name="CacheRatio">The share of responses from the cache, from 0 to 1; null if none could.</param>
internal sealed record ApiPoint(double Rate, double ErrorRate, Percentiles? Latency, double? CacheRatio);

/// <param name="Cores">Processor time used per second: 1 is one core.</param>
internal sealed record ProcessPoint(string Name, double Cores, long MemoryBytes);

/// <summary>Estimates from the buckets of a histogram.</summary>
internal sealed record Percentiles(double P50, double P95, double P99);

/// <summary>The responses of one HTTP function in the last minute.</summary>
internal sealed record FunctionState(string Name, long Requests, long ServerErrors, long ClientErrors, Percentiles Latency);
