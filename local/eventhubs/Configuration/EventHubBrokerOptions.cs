using LocalEventHubs.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalEventHubs.Configuration;

public sealed record EventHubBrokerOptions
{
    /// <summary>The folder of all durable data. Only one broker can use it at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The TCP port of the REST API on loopback; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>The TCP port of AMQP on loopback; 0 for a free one.</summary>
    public int AmqpPort { get; init; }

    /// <summary>The TCP port of AMQP over TLS on loopback; 0 for a free one, null if there is none.</summary>
    public int? AmqpTlsPort { get; init; }

    public IReadOnlyList<EventHubDefinition> Hubs { get; init; } = [];

    /// <summary>The shared access policies, at least one; the first is in the connection string.</summary>
    public IReadOnlyList<AccessPolicy> AccessPolicies { get; init; } = [AccessPolicy.Root];

    /// <summary>Whether <c>GET /</c>, the state of the hubs, requires a token with the claim to listen.</summary>
    public bool RequiresTokenForStatus { get; init; }

    /// <summary>
    /// The largest send in bytes: all events of one request, with their properties. The standard tier of Event Hubs has 1 MiB.
    /// </summary>
    public int MaxMessageSize { get; init; } = 1024 * 1024;

    /// <summary>The size in bytes beyond which a segment file is closed and a new one begun.</summary>
    public long MaxSegmentSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Segments whose last event is older than this are deleted.</summary>
    public TimeSpan RetentionTime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The oldest segments of a partition beyond this many bytes are deleted.</summary>
    public long RetentionSize { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>
    /// An AMQP connection on which nothing arrives for this time is closed. The AMQP library announces half of it, and the SDKs send an
    /// empty frame after half or 7/8 of that.
    /// </summary>
    internal TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>A connection whose peer announces a shorter idle timeout is rejected, as empty frames would be too frequent.</summary>
    internal TimeSpan MinPeerIdleTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Omits the key, which a record would otherwise print.</summary>
    public override string ToString() =>
        $"{DataDirectory}, port {Port}, {string.Join(", ", Hubs.Select(hub => hub.Name))}";
}
