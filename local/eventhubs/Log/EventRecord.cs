using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;

namespace LocalEventHubs.Log;

/// <summary>
/// One event inside a batch. Strings and byte arrays are preceded by their length in bytes as LEB128.
/// <code>
///  0  uint32   length of what follows
///  4  uint8    flags: 1 = content type, 2 = message id, 4 = correlation id are there; the others are 0 and reserved
///  5           content type, message id, correlation id: UTF-8 strings
///              properties: a type (see <see cref="PropertyType"/>), the name as a UTF-8 string, the value
///              a zero byte
///              the body: all the rest
/// </code>
/// </summary>
internal static class EventRecord
{
    public const int LengthSize = sizeof(uint);

    public const byte HasContentType = 1;
    public const byte HasMessageId = 2;
    public const byte HasCorrelationId = 4;

    private static readonly IReadOnlyDictionary<string, object> NoProperties = FrozenDictionary<string, object>.Empty;

    /// <param name="record">The record without its length.</param>
    /// <param name="contentType">In: that of the event before, reused if it is the same; out: that of this event.</param>
    public static StoredEvent Read(
        ReadOnlySpan<byte> record, long sequenceNumber, long offset, DateTimeOffset enqueuedTime, string? partitionKey,
        ref string? contentType)
    {
        var flags = record[0];
        var rest = record[1..];
        contentType = (flags & HasContentType) != 0 ? ReadString(ref rest, contentType) : null;
        var messageId = (flags & HasMessageId) != 0 ? ReadString(ref rest) : null;
        var correlationId = (flags & HasCorrelationId) != 0 ? ReadString(ref rest) : null;
        var properties = ReadProperties(ref rest);
        return new StoredEvent(
            sequenceNumber, offset.ToString(), enqueuedTime, partitionKey, contentType, properties, rest.ToArray())
        {
            MessageId = messageId,
            CorrelationId = correlationId,
        };
    }

    private static IReadOnlyDictionary<string, object> ReadProperties(ref ReadOnlySpan<byte> rest)
    {
        Dictionary<string, object>? properties = null;
        while (true)
        {
            var type = (PropertyType)rest[0];
            rest = rest[1..];
            if (type == PropertyType.End)
                return properties ?? NoProperties;

            var name = ReadString(ref rest);
            (properties ??= [])[name] = ReadValue(type, ref rest);
        }
    }

    private static object ReadValue(PropertyType type, ref ReadOnlySpan<byte> rest) => type switch
    {
        PropertyType.String => ReadString(ref rest),
        PropertyType.Boolean => Take(ref rest, 1)[0] != 0,
        PropertyType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4)),
        PropertyType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, 8)),
        PropertyType.Double => BinaryPrimitives.ReadDoubleLittleEndian(Take(ref rest, 8)),
        PropertyType.Decimal => ReadDecimal(Take(ref rest, 16)),
        PropertyType.Guid => new Guid(Take(ref rest, 16)),
        PropertyType.DateTimeOffset => DateTimeOffset.FromUnixTimeMilliseconds(
            BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, 8))),
        PropertyType.Bytes => Take(ref rest, ReadLength(ref rest)).ToArray(),
        _ => throw new InvalidDataException($"Unknown property type {(byte)type}: written by a newer version?"),
    };

    private static decimal ReadDecimal(ReadOnlySpan<byte> bytes)
    {
        Span<int> parts = stackalloc int[4];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
        return new decimal(parts);
    }

    private static string ReadString(ref ReadOnlySpan<byte> rest, string? likely = null)
    {
        var bytes = Take(ref rest, ReadLength(ref rest));
        return likely is not null && Ascii.Equals(bytes, likely) ? likely : Encoding.UTF8.GetString(bytes);
    }

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
