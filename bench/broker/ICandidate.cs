namespace BrokerBenchmark;

/// <summary>A broker and the official client that publishes to it.</summary>
internal interface ICandidate : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Processor time of the broker's process so far.</summary>
    TimeSpan ServerTime { get; }

    /// <summary>Publishes a batch; it is on disk, and confirmed, when this completes. Calls overlap.</summary>
    Task PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batch);
}
