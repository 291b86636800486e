using System.Runtime.InteropServices;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;

namespace LocalEventHubs.Messages;

/// <summary>Values as .NET objects, by the AMQP library. <see cref="EncodedValue"/> must have validated the values before.</summary>
internal static class AmqpObject
{
    public static byte[] Encode(object value)
    {
        using var buffer = new ByteBuffer(AmqpCodec.GetObjectEncodeSize(value), autoGrow: true);
        AmqpCodec.EncodeObject(value, buffer);
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }

    /// <summary>
    /// The value at a position, as the Event Hubs SDKs return it: binary as byte[], a timestamp as DateTimeOffset, a symbol as string.
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

    /// <summary>The types that the .NET SDK adds to those of AMQP.</summary>
    private static object FromNet(string descriptor, object value) => (descriptor, value) switch
    {
        ("com.microsoft:datetime-offset", long ticks) => new DateTimeOffset(ticks, TimeSpan.Zero),
        ("com.microsoft:timespan", long ticks) => TimeSpan.FromTicks(ticks),
        ("com.microsoft:uri", string uri) => new Uri(uri, UriKind.RelativeOrAbsolute),
        _ => value,
    };
}
