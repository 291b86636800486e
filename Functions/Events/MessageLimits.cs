namespace LatamFunctions.Events;

/// <summary>
/// Settings <c>Ingestion__MaxMessage*</c>: the maximum content of one message, so that none exhausts memory or time. Within them valid
/// events are stored and invalid ones are dead-lettered individually. Beyond one, nothing of the message is stored and the whole message
/// becomes one dead letter, which can be replayed once the limit is raised.
/// </summary>
public sealed record MessageLimits
{
    /// <summary>The configuration section of all settings of ingestion.</summary>
    public const string Section = "Ingestion";

    /// <inheritdoc cref="MaxMessageEvents"/>
    public const int DefaultMaxEvents = 10_000;

    /// <inheritdoc cref="MaxMessageErrors"/>
    public const int DefaultMaxErrors = 1_000;

    /// <inheritdoc cref="MaxMessageBytes"/>
    public const int DefaultMaxBytes = 16 * 1024 * 1024;

    /// <inheritdoc cref="MaxClockSkew"/>
    public static readonly TimeSpan DefaultMaxClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Events, valid and invalid.</summary>
    public int MaxMessageEvents { get; set; } = DefaultMaxEvents;

    /// <summary>Validation errors of all events together. Each invalid event costs a dead letter, a log entry and a table row.</summary>
    public int MaxMessageErrors { get; set; } = DefaultMaxErrors;

    /// <summary>Bytes of the decompressed body.</summary>
    public int MaxMessageBytes { get; set; } = DefaultMaxBytes;

    /// <summary>
    /// The time by which <c>occurredAt</c> may be ahead of the clock of this app. Clocks differ by seconds, by minutes at most; an event
    /// from farther ahead, such as one in local time that is marked as UTC, would hide all events until then. It is rejected, and can be
    /// replayed later.
    /// </summary>
    public TimeSpan MaxClockSkew { get; set; } = DefaultMaxClockSkew;

    /// <summary>
    /// Validation errors up to which the reading of a rejected message continues, to report its counts. Events without errors cost their
    /// bytes, which are bounded; invalid ones may be two bytes long, so their errors bound the work.
    /// </summary>
    internal int MaxCountedErrors { get; init; } = 100_000;
}
