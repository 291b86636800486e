namespace LatamFunctions.Events;

/// <summary>
/// The position of a message in its event hub. <paramref name="Offset"/> is opaque text, because offsets in geo-replicated namespaces are
/// not numbers. <paramref name="SequenceNumber"/> is <c>null</c> for a message that did not come from an event hub.
/// </summary>
public readonly record struct StreamPosition(string PartitionId, string? Offset, long? SequenceNumber, DateTimeOffset EnqueuedAt)
{
    /// <summary>The prefix of assigned event ids if the message has no position in a stream; otherwise <c>null</c>.</summary>
    public string? EventIdPrefix { get; init; }

    /// <summary>
    /// The index of the first event within the original message. The index is greater than 0 if the event was split from a message.
    /// </summary>
    public int FirstEventIndex { get; init; }

    /// <summary>Whether <see cref="AssignedEventId"/> can assign an id that does not change when the event is redelivered.</summary>
    public bool AssignsEventIds => SequenceNumber is not null || EventIdPrefix is not null;
}
