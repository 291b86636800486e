using LocalEventHubs.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalEventHubs.Configuration;

public sealed record EventHubBrokerOptions
{
    /// <summary>The folder for all durable data. Only one broker can use a folder at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The TCP port of the REST API on the loopback address, or 0 for a free port.</summary>
    public int Port { get; init; }

    /// <summary>The TCP port of AMQP on the loopback address, or 0 for a free port.</summary>
    public int AmqpPort { get; init; }

    /// <summary>The TCP port of AMQP over TLS on the loopback address. Specify 0 for a free port, or <c>null</c> to disable TLS.</summary>
    public int? AmqpTlsPort { get; init; }

    public IReadOnlyList<EventHubDefinition> Hubs { get; init; } = [];

    /// <summary>The shared access policies. At least one policy is required. The connection string contains the first policy.</summary>
    public IReadOnlyList<AccessPolicy> AccessPolicies { get; init; } = [AccessPolicy.Root];

    /// <summary>Whether <c>GET /</c>, which returns the state of the hubs, requires a token with the Listen claim.</summary>
    public bool RequiresTokenForStatus { get; init; }

    /// <summary>
    /// The maximum total size in bytes of the events in one send, including their properties. The limit in the standard tier of Event Hubs
    /// is 1 MiB.
    /// </summary>
    public int MaxMessageSize { get; init; } = 1024 * 1024;

    /// <summary>The maximum size of a segment file in bytes. Only a file with a single batch can be larger.</summary>
    public long MaxSegmentSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>The retention time. A segment is deleted when its last event is older than this time.</summary>
    public TimeSpan RetentionTime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The maximum size of a partition in bytes. If a partition is larger, its oldest segments are deleted.</summary>
    public long RetentionSize { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>
    /// The time after which an AMQP connection is closed if nothing is received. The AMQP library announces half of this time, and the SDKs
    /// send an empty frame after half or 7/8 of the announced time.
    /// </summary>
    internal TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>
    /// The minimum idle timeout of a peer. A connection with a shorter timeout is rejected, because such a timeout would require too many
    /// empty frames.
    /// </summary>
    internal TimeSpan MinPeerIdleTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Returns a description without the keys, which a record's default implementation would include.</summary>
    public override string ToString() =>
        $"{DataDirectory}, port {Port}, {string.Join(", ", Hubs.Select(hub => hub.Name))}";
}
