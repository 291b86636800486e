namespace LocalFunctions.Host.EventHubs;

/// <summary>
/// An event as stored in the partition: its position, and its AMQP message in wire form, which the worker receives without another
/// encoding.
/// </summary>
/// <param name="SequenceNumber">The event's number in its partition.</param>
/// <param name="Offset">The event's offset, a numeric text.</param>
/// <param name="EnqueuedTime">The time at which the partition accepted it.</param>
/// <param name="PartitionKey">The publisher's partition key; null without one.</param>
/// <param name="Annotations">The encoded message-annotations section with the <c>x-opt-*</c> annotations of the other parameters; empty if
/// <paramref name="Message"/> contains it.</param>
/// <param name="Message">The other sections, encoded, in the order of AMQP 1.0 (3.2).</param>
/// <remarks>The memory belongs to the <see cref="EventBatch"/>.</remarks>
public readonly record struct ReceivedEvent(
    long SequenceNumber,
    string Offset,
    DateTimeOffset EnqueuedTime,
    string? PartitionKey,
    ReadOnlyMemory<byte> Annotations,
    ReadOnlyMemory<byte> Message);
