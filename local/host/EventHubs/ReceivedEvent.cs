namespace LocalFunctions.Host.EventHubs;

/// <summary>
/// A stored event with its position and its encoded AMQP message, which is sent to the worker without being encoded again.
/// </summary>
/// <param name="SequenceNumber">The event's sequence number in its partition.</param>
/// <param name="Offset">The event's offset, a numeric string.</param>
/// <param name="EnqueuedTime">The time at which the partition accepted the event.</param>
/// <param name="PartitionKey">The publisher's partition key, or <c>null</c>.</param>
/// <param name="Annotations">
/// The encoded message-annotations section, which includes the <c>x-opt-*</c> annotations for the other parameters. This parameter is empty
/// if <paramref name="Message"/> contains the section.
/// </param>
/// <param name="Message">The other encoded sections, in the order of AMQP 1.0 (3.2).</param>
/// <remarks>The memory belongs to the <see cref="EventBatch"/>.</remarks>
public readonly record struct ReceivedEvent(
    long SequenceNumber,
    string Offset,
    DateTimeOffset EnqueuedTime,
    string? PartitionKey,
    ReadOnlyMemory<byte> Annotations,
    ReadOnlyMemory<byte> Message);
