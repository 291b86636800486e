namespace BrokerBenchmark;

/// <summary>A broker and the official client that publishes to it.</summary>
internal interface IBrokerCandidate : IAsyncDisposable
{
    string Name { get; }

    /// <summary>The total processor time of the broker's process.</summary>
    TimeSpan ServerTime { get; }

    /// <summary>Publishes a batch. The batch is confirmed and on disk when the task completes. Calls can be concurrent.</summary>
    Task PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batch);
}
