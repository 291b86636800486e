using System.Buffers;
using Google.Protobuf;
using Grpc.Core;

namespace LocalFunctions.Host.Protocol;

/// <summary>
/// A message in its wire form, in a pooled buffer. It is encoded where it originates and not in the stream's only writer: so invocations
/// are encoded in parallel, and the buffers that an invocation refers to are not needed after the call that sends it.
/// </summary>
internal sealed class OutgoingMessage
{
    private readonly int _length;
    private byte[] _buffer;

    public OutgoingMessage(StreamingMessage message)
    {
        _length = message.CalculateSize();
        _buffer = ArrayPool<byte>.Shared.Rent(_length);
        message.WriteTo(_buffer.AsSpan(0, _length));
    }

    /// <summary>Writes the message and returns its buffer to the pool. It can be called once.</summary>
    public void WriteTo(SerializationContext context)
    {
        context.SetPayloadLength(_length);
        context.GetBufferWriter().Write(_buffer.AsSpan(0, _length));
        context.Complete();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
