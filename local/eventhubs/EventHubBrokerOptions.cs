using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalEventHubs;

public sealed record EventHubBrokerOptions
{
    /// <summary>Holds everything that survives a restart. One broker at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>TCP port of the REST API on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>TCP port of AMQP on loopback; 0 takes a free one.</summary>
    public int AmqpPort { get; init; }

    /// <summary>TCP port of AMQP over TLS on loopback; 0 takes a free one, null serves none.</summary>
    public int? AmqpTlsPort { get; init; }

    public IReadOnlyList<EventHubDefinition> Hubs { get; init; } = [];

    /// <summary>At least one; the first is in the connection string.</summary>
    public IReadOnlyList<AccessPolicy> AccessPolicies { get; init; } = [AccessPolicy.Root];

    /// <summary>Whether <c>GET /</c>, the state of the hubs, requires a token with the claim to listen.</summary>
    public bool RequiresTokenForStatus { get; init; }

    /// <summary>Largest send in bytes: all events of one request, with their properties. Event Hubs' standard tier takes 1 MiB.</summary>
    public int MaxMessageSize { get; init; } = 1024 * 1024;

    /// <summary>A segment file that would grow beyond this many bytes is closed and a new one begun.</summary>
    public long MaxSegmentSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Segments whose last event is older than this are deleted.</summary>
    public TimeSpan RetentionTime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The oldest segments of a partition beyond this many bytes are deleted.</summary>
    public long RetentionSize { get; init; } = 4L * 1024 * 1024 * 1024;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Without the key, which a record would otherwise print.</summary>
    public override string ToString() =>
        $"{DataDirectory}, port {Port}, {string.Join(", ", Hubs.Select(hub => hub.Name))}";
}
