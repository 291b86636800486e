using System.Buffers;
using Google.Protobuf;
using Grpc.Core;

namespace LocalFunctions.Host.Protocol;

/// <summary>
/// An encoded message in a pooled buffer. The caller, not the stream's single writer, encodes the message. Therefore, invocations are
/// encoded in parallel, and the caller can reuse its buffers after the call.
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

    /// <summary>Writes the message and returns its buffer to the pool. Call this method only once.</summary>
    public void WriteTo(SerializationContext context)
    {
        context.SetPayloadLength(_length);
        context.GetBufferWriter().Write(_buffer.AsSpan(0, _length));
        context.Complete();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
