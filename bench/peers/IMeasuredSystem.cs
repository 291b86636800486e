namespace PeerBenchmark;

/// <summary>A side of the comparison: the peer, or the local stack.</summary>
internal interface IMeasuredSystem : IAsyncDisposable
{
    string Name { get; }

    /// <summary>The root of the HTTP API, with a slash at its end. It may move when a service restarts.</summary>
    Uri Api { get; }

    /// <summary>The services that <see cref="RestartAsync"/> kills.</summary>
    IReadOnlyList<string> Services { get; }

    IPublisher NewPublisher();

    /// <summary>Events that are stored, by the beginning of their ids: a quick query, for polling.</summary>
    Task<long> StoredAsync(string idPrefix, CancellationToken cancellationToken);

    /// <summary>The distinct events, and the rows in which a reader sees them.</summary>
    Task<(long Events, long Rows)> VisibleAsync(string idPrefix, CancellationToken cancellationToken);

    /// <summary>Waits for, or does, the upkeep after a load that should not fall into a measurement.</summary>
    Task SettleAsync(CancellationToken cancellationToken);

    /// <summary>Kills a service with SIGKILL, and starts it again as a supervisor would.</summary>
    Task RestartAsync(string service, CancellationToken cancellationToken);
}

/// <summary>A connection that publishes. After a failure it is disposed of, and another one takes its place.</summary>
internal interface IPublisher : IAsyncDisposable
{
    /// <summary>Publishes events, a message each. They are acknowledged when this completes.</summary>
    Task PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batch, CancellationToken cancellationToken);
}
