using System.Runtime.InteropServices;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;

namespace LocalEventHubs.Messages;

/// <summary>
/// Converts between encoded values and .NET objects with the AMQP library. Validate encoded values with <see cref="EncodedValue"/> before
/// decoding them.
/// </summary>
internal static class AmqpObject
{
    public static byte[] Encode(object value)
    {
        using var buffer = new ByteBuffer(AmqpCodec.GetObjectEncodeSize(value), autoGrow: true);
        AmqpCodec.EncodeObject(value, buffer);
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }

    /// <summary>
    /// Decodes the value at a position to the type that the Event Hubs SDKs return: byte[] for binary, DateTimeOffset for a timestamp,
    /// string for a symbol.
    /// </summary>
    public static object? Decode(ReadOnlyMemory<byte> bytes, int start)
    {
        if (!MemoryMarshal.TryGetArray(bytes, out var segment))
            segment = bytes.ToArray();
        using var buffer = new ByteBuffer(segment.Array, segment.Offset + start, segment.Count - start);
        return AmqpCodec.DecodeObject(buffer) switch
        {
            AmqpSymbol symbol => symbol.Value,
            ArraySegment<byte> binary => binary.ToArray(),
            DateTime time => new DateTimeOffset(time),
            DescribedType { Descriptor: AmqpSymbol descriptor, Value: { } value } => FromNet(descriptor.Value, value),
            var value => value,
        };
    }

    /// <summary>Converts values of the types that the .NET SDK defines in addition to the AMQP types.</summary>
    private static object FromNet(string descriptor, object value) => (descriptor, value) switch
    {
        ("com.microsoft:datetime-offset", long ticks) => new DateTimeOffset(ticks, TimeSpan.Zero),
        ("com.microsoft:timespan", long ticks) => TimeSpan.FromTicks(ticks),
        ("com.microsoft:uri", string uri) => new Uri(uri, UriKind.RelativeOrAbsolute),
        _ => value,
    };
}
