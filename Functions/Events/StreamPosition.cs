namespace LatamFunctions.Events;

/// <summary>
/// The position of a message in its Event Hub. <paramref name="Offset"/> is opaque text (digits today, not in geo-replicated
/// namespaces); <paramref name="SequenceNumber"/> is null for a message that no Event Hub has numbered.
/// </summary>
public readonly record struct StreamPosition(string PartitionId, string? Offset, long? SequenceNumber, DateTimeOffset EnqueuedAt)
{
    /// <summary>The prefix of assigned ids, for a message without a position in a stream from which ids can be derived.</summary>
    public string? EventIdPrefix { get; init; }

    /// <summary>The index in its message of the first event that is read: above 0 for one that was split from its message.</summary>
    public int FirstEventIndex { get; init; }

    /// <summary>Whether <see cref="AssignedEventId"/> can give an event an id that is the same after a redelivery.</summary>
    public bool AssignsEventIds => SequenceNumber is not null || EventIdPrefix is not null;
}
