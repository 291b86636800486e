namespace LatamFunctions.Ingestion;

/// <summary>
/// Where a message stands in its Event Hub. <paramref name="Offset"/> is opaque text (digits today, not in geo-replicated
/// namespaces); <paramref name="SequenceNumber"/> is null for a message that no Event Hub has numbered.
/// </summary>
public readonly record struct StreamPosition(string PartitionId, string? Offset, long? SequenceNumber, DateTimeOffset EnqueuedAt);
