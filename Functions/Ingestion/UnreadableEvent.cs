using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;

namespace LatamFunctions.Ingestion;

/// <summary>
/// A placeholder for a message that the SDK cannot decode. The message becomes a dead letter, and the other messages of the batch are
/// processed.
/// </summary>
/// <param name="amqp">The AMQP-encoded message as delivered.</param>
/// <param name="annotations">The message annotations that could be read, which contain the position in the stream.</param>
/// <param name="cause">The decoding error.</param>
internal sealed class UnreadableEvent(ReadOnlyMemory<byte> amqp, AmqpAnnotatedMessage annotations, Exception cause) : EventData(annotations)
{
    public ReadOnlyMemory<byte> Amqp { get; } = amqp;

    public Exception Cause { get; } = cause;
}
