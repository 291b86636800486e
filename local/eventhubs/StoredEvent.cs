namespace LocalEventHubs;

/// <summary>An event as a consumer gets it.</summary>
/// <param name="SequenceNumber">Grows by one per event of the partition, from 0; never reused.</param>
/// <param name="Offset">Position in the partition's stream, in bytes; grows, with gaps; never reused.</param>
/// <param name="EnqueuedTime">When the broker stored it, in whole milliseconds; never decreases within a partition.</param>
public sealed record StoredEvent(
    long SequenceNumber,
    string Offset,
    DateTimeOffset EnqueuedTime,
    string? PartitionKey,
    string? ContentType,
    IReadOnlyDictionary<string, object> Properties,
    ReadOnlyMemory<byte> Body)
{
    public string? MessageId { get; init; }

    public string? CorrelationId { get; init; }
}
