namespace PeerBenchmark;

/// <summary>A system in the comparison: the peer or the local stack.</summary>
internal interface IMeasuredSystem : IAsyncDisposable
{
    string Name { get; }

    /// <summary>The root of the HTTP API, with a slash at its end. The address can change when a service restarts.</summary>
    Uri Api { get; }

    /// <summary>The services that <see cref="RestartAsync"/> kills.</summary>
    IReadOnlyList<string> Services { get; }

    IPublisher NewPublisher();

    /// <summary>Returns the number of stored events whose ids have a prefix. The query is fast enough for polling.</summary>
    Task<long> StoredAsync(string idPrefix, CancellationToken cancellationToken);

    /// <summary>Returns the number of distinct events that are visible, and the number of rows that contain these events.</summary>
    Task<(long Events, long Rows)> VisibleAsync(string idPrefix, CancellationToken cancellationToken);

    /// <summary>Waits for maintenance after a load, or performs it, so that maintenance does not affect a measurement.</summary>
    Task SettleAsync(CancellationToken cancellationToken);

    /// <summary>Kills a service with SIGKILL and starts it again, as a supervisor would.</summary>
    Task RestartAsync(string service, CancellationToken cancellationToken);
}

/// <summary>A publishing connection. After a failure, the caller disposes of the connection and creates a new publisher.</summary>
internal interface IPublisher : IAsyncDisposable
{
    /// <summary>Publishes events, one per message. The events are acknowledged when the task completes.</summary>
    Task PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batch, CancellationToken cancellationToken);
}
