using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Reads AMQP-encoded values (OASIS AMQP 1.0, part 1, section 1.2). The methods return <c>false</c> for unsupported types and at the end of
/// the bytes. The reader must not be used after a method has returned <c>false</c>.
/// </summary>
internal ref struct AmqpValueReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    private enum Code : byte
    {
        Described = 0x00,
        Null = 0x40,
        True = 0x41,
        False = 0x42,
        SmallULong = 0x53,
        SmallInt = 0x54,
        SmallLong = 0x55,
        Boolean = 0x56,
        Int = 0x71,
        ULong = 0x80,
        Long = 0x81,
        Double = 0x82,
        Timestamp = 0x83,
        Binary8 = 0xa0,
        String8 = 0xa1,
        Symbol8 = 0xa3,
        Binary32 = 0xb0,
        String32 = 0xb1,
        Symbol32 = 0xb3,
        EmptyList = 0x45,
        List8 = 0xc0,
        Map8 = 0xc1,
        List32 = 0xd0,
        Map32 = 0xd1,
    }

    public readonly bool IsAtEnd => _position >= _bytes.Length;

    /// <summary>Reads the descriptor of a section, which precedes the section's value.</summary>
    public bool TryReadSection(out AmqpSection section)
    {
        section = default;
        if (!TryReadBytes(2, out var head) || head[0] != (byte)Code.Described)
            return false;
        ulong descriptor;
        switch ((Code)head[1])
        {
            case Code.SmallULong when TryReadBytes(1, out var small):
                descriptor = small[0];
                break;
            case Code.ULong when TryReadBytes(sizeof(ulong), out var wide):
                descriptor = BinaryPrimitives.ReadUInt64BigEndian(wide);
                break;
            default:
                return false;
        }

        section = (AmqpSection)descriptor;
        return descriptor <= byte.MaxValue;
    }

    /// <summary>
    /// Reads the bytes of a map. To read the map's elements, create a reader for these bytes and call <see cref="TryReadCount"/>.
    /// </summary>
    public bool TryReadMap(out ReadOnlySpan<byte> map) => TryReadCompound(Code.Map8, Code.Map32, out map);

    /// <summary>
    /// Reads the bytes of a list. To read the list's elements, create a reader for these bytes and call <see cref="TryReadCount"/>.
    /// </summary>
    public bool TryReadList(out ReadOnlySpan<byte> list) => TryReadCompound(Code.List8, Code.List32, out list);

    /// <summary>Reads the header of a list or a map.</summary>
    /// <param name="count">The number of elements. A map has two elements per entry.</param>
    public bool TryReadCount(out int count)
    {
        count = 0;
        if (!TryReadCode(out var code))
            return false;
        switch (code)
        {
            case Code.EmptyList:
                return true;
            case Code.List8 or Code.Map8 when TryReadBytes(2, out var head):
                count = head[1];
                return true;
            case Code.List32 or Code.Map32 when TryReadBytes(sizeof(uint), out _):
                return TryReadLength(out count);
            default:
                return false;
        }
    }

    /// <summary>Reads binary data and returns the range of its bytes.</summary>
    public bool TryReadBinary(out Range range)
    {
        range = default;
        if (!TryReadContent(Code.Binary8, Code.Binary32, out var content))
            return false;
        range = (_position - content.Length).._position;
        return true;
    }

    public bool TryReadNull()
    {
        if (IsAtEnd || _bytes[_position] != (byte)Code.Null)
            return false;
        _position++;
        return true;
    }

    public bool TryReadString([NotNullWhen(true)] out string? text)
    {
        text = TryReadContent(Code.String8, Code.String32, out var content) && Utf8.IsValid(content)
            ? Encoding.UTF8.GetString(content)
            : null;
        return text is not null;
    }

    /// <summary>Reads a symbol (1.6.21). A symbol in <paramref name="known"/> causes no allocation.</summary>
    public bool TryReadSymbol(string[] known, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (!TryReadContent(Code.Symbol8, Code.Symbol32, out var content) || !Ascii.IsValid(content))
            return false;
        foreach (var candidate in known)
        {
            if (candidate.Length == content.Length && Ascii.Equals(content, candidate))
            {
                name = candidate;
                return true;
            }
        }

        name = Encoding.ASCII.GetString(content);
        return true;
    }

    /// <summary>
    /// Reads a string, an integer, a floating-point number, a Boolean value or a time. The result has the same type as in the SDK.
    /// </summary>
    public bool TryReadValue([NotNullWhen(true)] out object? value)
    {
        value = null;
        if (!TryReadCode(out var code))
            return false;
        value = code switch
        {
            Code.String8 or Code.String32 when TryReadContent(code, out var text) && Utf8.IsValid(text) => Encoding.UTF8.GetString(text),
            Code.Long when TryReadBytes(sizeof(long), out var wide) => BinaryPrimitives.ReadInt64BigEndian(wide),
            Code.SmallLong when TryReadBytes(1, out var small) => (long)(sbyte)small[0],
            Code.Int when TryReadBytes(sizeof(int), out var integer) => BinaryPrimitives.ReadInt32BigEndian(integer),
            Code.SmallInt when TryReadBytes(1, out var small) => (int)(sbyte)small[0],
            Code.Double when TryReadBytes(sizeof(double), out var real) => BinaryPrimitives.ReadDoubleBigEndian(real),
            Code.True => true,
            Code.False => false,
            Code.Boolean when TryReadBytes(1, out var flag) && flag[0] <= 1 => flag[0] == 1,
            Code.Timestamp when TryReadBytes(sizeof(long), out var time) => TimeFrom(BinaryPrimitives.ReadInt64BigEndian(time)),
            _ => null,
        };
        return value is not null;
    }

    private static object? TimeFrom(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime
            : null;

    private bool TryReadCompound(Code small, Code large, out ReadOnlySpan<byte> value)
    {
        var start = _position;
        value = default;
        if (!TryReadCode(out var code))
            return false;
        var isRead = code == small ? TryReadBytes(1, out var size) && TryReadBytes(size[0], out _)
            : code == large ? TryReadLength(out var length) && TryReadBytes(length, out _)
            : code == Code.EmptyList && small == Code.List8;
        if (isRead)
            value = _bytes[start.._position];
        return isRead;
    }

    private bool TryReadContent(Code small, Code large, out ReadOnlySpan<byte> content)
    {
        content = default;
        return TryReadCode(out var code) && (code == small || code == large) && TryReadContent(code, out content);
    }

    /// <summary>
    /// Reads the length and the bytes of a variable-width value. Codes from 0xb0 have a length field of four bytes; other codes have a
    /// length field of one byte.
    /// </summary>
    private bool TryReadContent(Code code, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (code >= Code.Binary32)
            return TryReadLength(out var length) && TryReadBytes(length, out content);
        return TryReadBytes(1, out var size) && TryReadBytes(size[0], out content);
    }

    private bool TryReadLength(out int length)
    {
        length = TryReadBytes(sizeof(int), out var bytes) ? BinaryPrimitives.ReadInt32BigEndian(bytes) : -1;
        return length >= 0;
    }

    private bool TryReadCode(out Code code)
    {
        code = IsAtEnd ? default : (Code)_bytes[_position];
        if (IsAtEnd)
            return false;
        _position++;
        return true;
    }

    private bool TryReadBytes(int count, out ReadOnlySpan<byte> bytes)
    {
        if (count > _bytes.Length - _position)
        {
            bytes = default;
            return false;
        }

        bytes = _bytes.Slice(_position, count);
        _position += count;
        return true;
    }
}
