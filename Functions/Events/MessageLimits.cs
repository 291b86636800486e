namespace LatamFunctions.Events;

/// <summary>
/// Settings <c>Ingestion__MaxMessage*</c> and <c>Ingestion__MaxClockSkew</c>. The limits per message prevent a message from using too much
/// memory or time. If a message is within the limits, its valid events are stored and its invalid events are dead-lettered individually. If
/// a message exceeds a limit, none of its events is stored and the whole message becomes one dead letter, which can be replayed after the
/// limit is raised.
/// </summary>
public sealed record MessageLimits
{
    /// <summary>The configuration section for ingestion settings.</summary>
    public const string Section = "Ingestion";

    /// <inheritdoc cref="MaxMessageEvents"/>
    public const int DefaultMaxEvents = 10_000;

    /// <inheritdoc cref="MaxMessageErrors"/>
    public const int DefaultMaxErrors = 1_000;

    /// <inheritdoc cref="MaxMessageBytes"/>
    public const int DefaultMaxBytes = 16 * 1024 * 1024;

    /// <inheritdoc cref="MaxClockSkew"/>
    public static readonly TimeSpan DefaultMaxClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>The maximum number of events in a message, valid and invalid.</summary>
    public int MaxMessageEvents { get; set; } = DefaultMaxEvents;

    /// <summary>The maximum number of validation errors in a message. Each invalid event produces a dead letter and a log entry.</summary>
    public int MaxMessageErrors { get; set; } = DefaultMaxErrors;

    /// <summary>The maximum size of the decompressed body in bytes.</summary>
    public int MaxMessageBytes { get; set; } = DefaultMaxBytes;

    /// <summary>
    /// The maximum time by which <c>occurredAt</c> can be ahead of the app's clock. An event that is farther ahead, for example because its
    /// local time is marked as UTC, would hide all events that occurred before its time. Such an event is rejected, and can be replayed
    /// later.
    /// </summary>
    public TimeSpan MaxClockSkew { get; set; } = DefaultMaxClockSkew;

    /// <summary>
    /// The number of validation errors after which the events in a rejected message are no longer counted. The limit is necessary because
    /// an invalid event can be only two bytes long.
    /// </summary>
    internal int MaxCountedErrors { get; init; } = 100_000;
}
