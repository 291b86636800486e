namespace LatamFunctions.Events;

/// <summary>A rejected event with the reasons, the stage that rejected the event, and its bytes as received.</summary>
internal sealed record RejectedEvent(
    int MessageIndex,
    int EventIndex,
    ReadOnlyMemory<byte> Body,
    IngestStage Stage,
    IReadOnlyList<ValidationError> Errors)
{
    /// <summary>The schema that the event declares. A long value is truncated.</summary>
    public string? Schema { get; init; }

    /// <summary>
    /// The publisher if <see cref="Body"/> is compressed; <c>null</c> if the publisher can be read from <see cref="Body"/>.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>Whether the rejected event represents a whole message, none of whose events is stored.</summary>
    public bool IsWholeMessage { get; init; }
}
