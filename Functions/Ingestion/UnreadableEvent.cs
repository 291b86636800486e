using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;

namespace LatamFunctions.Ingestion;

/// <summary>
/// A message of a batch that the SDK cannot decode. It replaces the message, so that the other messages of the batch are processed and this
/// one becomes a dead letter.
/// </summary>
/// <param name="amqp">The message as it was delivered.</param>
/// <param name="annotations">The position in the stream, as far as it can be read.</param>
/// <param name="cause">The decoding error.</param>
internal sealed class UnreadableEvent(ReadOnlyMemory<byte> amqp, AmqpAnnotatedMessage annotations, Exception cause) : EventData(annotations)
{
    public ReadOnlyMemory<byte> Amqp { get; } = amqp;

    public Exception Cause { get; } = cause;
}
