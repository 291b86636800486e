using System.Text;
using static System.Buffers.Binary.BinaryPrimitives;

namespace LocalEventHubs.Messages;

/// <summary>Encodes AMQP 1.0 values (OASIS AMQP 1.0, part 1, section 1.6) at the end of a buffer.</summary>
internal static class AmqpWriter
{
    public static void WriteNull(this PooledBuffer buffer) => buffer.Write(FormatCode.Null);

    public static void WriteBoolean(this PooledBuffer buffer, bool value) => buffer.Write(value ? FormatCode.True : FormatCode.False);

    public static void WriteInt(this PooledBuffer buffer, int value) => WriteInt32BigEndian(Fixed(buffer, FormatCode.Int, 4), value);

    public static void WriteLong(this PooledBuffer buffer, long value) => WriteInt64BigEndian(Fixed(buffer, FormatCode.Long, 8), value);

    public static void WriteDouble(this PooledBuffer buffer, double value) =>
        WriteDoubleBigEndian(Fixed(buffer, FormatCode.Double, 8), value);

    /// <summary>Writes a timestamp, in whole milliseconds.</summary>
    public static void WriteTimestamp(this PooledBuffer buffer, DateTimeOffset value) =>
        WriteInt64BigEndian(Fixed(buffer, FormatCode.Timestamp, 8), value.ToUnixTimeMilliseconds());

    public static void WriteUuid(this PooledBuffer buffer, Guid value) =>
        value.TryWriteBytes(Fixed(buffer, FormatCode.Uuid, 16), bigEndian: true, out _);

    public static void WriteString(this PooledBuffer buffer, string value) =>
        WriteText(buffer, value, FormatCode.String8, FormatCode.String32);

    /// <summary>Writes a symbol. The symbol must be ASCII, which this method does not verify.</summary>
    public static void WriteSymbol(this PooledBuffer buffer, string value) =>
        WriteText(buffer, value, FormatCode.Symbol8, FormatCode.Symbol32);

    public static void WriteBinary(this PooledBuffer buffer, ReadOnlySpan<byte> value)
    {
        WriteLength(buffer, value.Length, FormatCode.Binary8, FormatCode.Binary32);
        buffer.Write(value);
    }

    /// <summary>Writes the three bytes before a section's value.</summary>
    public static void WriteSection(this PooledBuffer buffer, byte code) => buffer.Write([0x00, FormatCode.SmallULong, code]);

    /// <summary>Begins a list or map. <see cref="EndCompound"/> writes the size and the count.</summary>
    /// <returns>The start position of the list or map.</returns>
    public static int BeginCompound(this PooledBuffer buffer, byte code)
    {
        var start = buffer.Length;
        buffer.Take(1 + sizeof(int) + sizeof(int))[0] = code;
        return start;
    }

    /// <param name="count">The number of items. A map has two items per entry.</param>
    public static void EndCompound(this PooledBuffer buffer, int start, int count)
    {
        var header = buffer.Span[(start + 1)..];
        WriteInt32BigEndian(header, header.Length - sizeof(int));
        WriteInt32BigEndian(header[sizeof(int)..], count);
    }

    private static Span<byte> Fixed(PooledBuffer buffer, byte code, int width)
    {
        var bytes = buffer.Take(1 + width);
        bytes[0] = code;
        return bytes[1..];
    }

    private static void WriteText(PooledBuffer buffer, string value, byte shortCode, byte longCode)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteLength(buffer, length, shortCode, longCode);
        Encoding.UTF8.GetBytes(value, buffer.Take(length));
    }

    private static void WriteLength(PooledBuffer buffer, int length, byte shortCode, byte longCode)
    {
        if (length <= byte.MaxValue)
            buffer.Write([shortCode, (byte)length]);
        else
            WriteInt32BigEndian(Fixed(buffer, longCode, sizeof(int)), length);
    }
}
