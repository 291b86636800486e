using System.Buffers.Binary;
using System.Text;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Log;

/// <summary>
/// Reads an event in <see cref="RecordFormat.Legacy"/>, the format that was used before AMQP messages were stored as received.
/// Strings and byte arrays are preceded by their length in bytes as LEB128.
/// <code>
///  0  uint8    flags: 1 = has content type, 2 = has message id, 4 = has correlation id
///  1           content type, message id, correlation id: UTF-8 strings
///              properties: a type byte, the name as a UTF-8 string, the value
///              a zero byte
///              the body: all remaining bytes
/// </code>
/// </summary>
internal static class LegacyEventRecord
{
    private const byte HasContentType = 1;
    private const byte HasMessageId = 2;
    private const byte HasCorrelationId = 4;

    /// <summary>The type byte of a property. Numbers are little-endian.</summary>
    private enum PropertyType : byte
    {
        End = 0,
        String = 1,
        Boolean = 2,
        Int32 = 3,
        Int64 = 4,
        Double = 5,
        Decimal = 6,
        Guid = 7,
        UnixMilliseconds = 8,
        Bytes = 9,
    }

    /// <summary>Converts a record to AMQP sections.</summary>
    /// <param name="record">The record without its length field.</param>
    public static byte[] ToSections(ReadOnlySpan<byte> record)
    {
        using var buffer = new PooledBuffer(record.Length + 128);
        var writer = new SectionWriter(buffer);
        var flags = record[0];
        var rest = record[1..];
        var contentType = (flags & HasContentType) != 0 ? ReadString(ref rest) : null;
        var messageId = (flags & HasMessageId) != 0 ? ReadString(ref rest) : null;
        var correlationId = (flags & HasCorrelationId) != 0 ? ReadString(ref rest) : null;
        writer.WriteProperties(contentType, messageId, correlationId);
        for (var type = ReadType(ref rest); type != PropertyType.End; type = ReadType(ref rest))
        {
            var name = ReadString(ref rest);
            writer.AddProperty(name, ReadValue(type, ref rest));
        }

        rest.CopyTo(writer.BeginBody(rest.Length));
        writer.EndBody(rest.Length);
        return buffer.Span.ToArray();
    }

    private static PropertyType ReadType(ref ReadOnlySpan<byte> rest) => (PropertyType)Take(ref rest, 1)[0];

    private static object ReadValue(PropertyType type, ref ReadOnlySpan<byte> rest) => type switch
    {
        PropertyType.String => ReadString(ref rest),
        PropertyType.Boolean => Take(ref rest, 1)[0] != 0,
        PropertyType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4)),
        PropertyType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, 8)),
        PropertyType.Double => BinaryPrimitives.ReadDoubleLittleEndian(Take(ref rest, 8)),
        PropertyType.Decimal => ReadDecimal(Take(ref rest, 16)),
        PropertyType.Guid => new Guid(Take(ref rest, 16)),
        PropertyType.UnixMilliseconds => DateTimeOffset.FromUnixTimeMilliseconds(
            BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, 8))),
        PropertyType.Bytes => Take(ref rest, ReadLength(ref rest)).ToArray(),
        _ => throw new InvalidDataException($"The property type {(byte)type} is unknown."),
    };

    private static decimal ReadDecimal(ReadOnlySpan<byte> bytes)
    {
        Span<int> parts = stackalloc int[4];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
        return new decimal(parts);
    }

    private static string ReadString(ref ReadOnlySpan<byte> rest) => Encoding.UTF8.GetString(Take(ref rest, ReadLength(ref rest)));

    private static int ReadLength(ref ReadOnlySpan<byte> rest)
    {
        var value = 0;
        for (var (i, shift) = (0, 0); ; i++, shift += 7)
        {
            value |= (rest[i] & 0x7F) << shift;
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return value;
            }
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
