using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace LocalFunctions.Host.Amqp;

/// <summary>Reads encoded AMQP 1.0 values (part 1, types) and writes them as JSON without creating intermediate objects.</summary>
internal ref struct AmqpReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>The maximum nesting depth. Messages from the official clients have at most four levels.</summary>
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly bool IsAtEnd => _position >= _bytes.Length;

    /// <summary>Reads the descriptor code of the next value, which must be a described value such as a section.</summary>
    public ulong ReadDescriptor()
    {
        if (ReadByte() != 0x00)
            throw Malformed("a section must begin with a descriptor");
        return ReadByte() switch
        {
            0x53 => ReadByte(),
            0x80 => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
            0x44 => 0,
            _ => throw Malformed("a section's descriptor must be a ulong"),
        };
    }

    /// <summary>Skips a value and returns its bytes.</summary>
    public ReadOnlySpan<byte> ReadRaw()
    {
        var start = _position;
        Skip(MaxDepth);
        return _bytes[start.._position];
    }

    /// <summary>Reads the header of a list or map.</summary>
    /// <returns>The number of elements. A map has two elements per entry.</returns>
    public int ReadCompound()
    {
        switch (ReadByte())
        {
            case 0x45:
                return 0;
            case 0xc0 or 0xc1:
                Take(1);
                return ReadByte();
            case 0xd0 or 0xd1:
                Take(4);
                return Count(BinaryPrimitives.ReadUInt32BigEndian(Take(4)));
            default:
                throw Malformed("a list or a map is expected");
        }
    }

    /// <summary>Reads a binary value, or a string as UTF-8.</summary>
    public ReadOnlySpan<byte> ReadBytes() => ReadByte() switch
    {
        0xa0 or 0xa1 or 0xa3 => Take(ReadByte()),
        0xb0 or 0xb1 or 0xb3 => Take(Count(BinaryPrimitives.ReadUInt32BigEndian(Take(4)))),
        _ => throw Malformed("a binary value or a text is expected"),
    };

    /// <summary>Reads the next value if it is null, and returns whether it was null.</summary>
    public bool TryReadNull()
    {
        if (IsAtEnd || _bytes[_position] != 0x40)
            return false;
        _position++;
        return true;
    }

    /// <summary>Reads a map with string keys and writes its entries as properties of the current object.</summary>
    public void WriteEntries(Utf8JsonWriter json)
    {
        var count = ReadCompound();
        for (var i = 0; i + 1 < count; i += 2)
        {
            json.WritePropertyName(ReadBytes());
            WriteValue(json, MaxDepth);
        }
    }

    /// <summary>
    /// Reads a value and writes it as JSON. Decimals become null. Other types that JSON does not have become strings, as in the Functions
    /// host.
    /// </summary>
    public void WriteValue(Utf8JsonWriter json) => WriteValue(json, MaxDepth);

    private void WriteValue(Utf8JsonWriter json, int depth)
    {
        if (depth == 0)
            throw Malformed("values are nested too deeply");

        var code = ReadByte();
        switch (code)
        {
            case 0x00:
                Skip(depth - 1);
                WriteValue(json, depth - 1);
                break;
            case 0x40:
                json.WriteNullValue();
                break;
            case 0x41 or 0x42:
                json.WriteBooleanValue(code == 0x41);
                break;
            case 0x56:
                json.WriteBooleanValue(ReadByte() != 0);
                break;
            case 0x43 or 0x44:
                json.WriteNumberValue(0);
                break;
            case 0x50 or 0x52 or 0x53:
                json.WriteNumberValue(ReadByte());
                break;
            case 0x51 or 0x54 or 0x55:
                json.WriteNumberValue((sbyte)ReadByte());
                break;
            case 0x60:
                json.WriteNumberValue(BinaryPrimitives.ReadUInt16BigEndian(Take(2)));
                break;
            case 0x61:
                json.WriteNumberValue(BinaryPrimitives.ReadInt16BigEndian(Take(2)));
                break;
            case 0x70:
                json.WriteNumberValue(BinaryPrimitives.ReadUInt32BigEndian(Take(4)));
                break;
            case 0x71:
                json.WriteNumberValue(BinaryPrimitives.ReadInt32BigEndian(Take(4)));
                break;
            case 0x80:
                json.WriteNumberValue(BinaryPrimitives.ReadUInt64BigEndian(Take(8)));
                break;
            case 0x81:
                json.WriteNumberValue(BinaryPrimitives.ReadInt64BigEndian(Take(8)));
                break;
            case 0x72:
                WriteDouble(json, BinaryPrimitives.ReadSingleBigEndian(Take(4)));
                break;
            case 0x82:
                WriteDouble(json, BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;
            case 0x73:
                var scalar = BinaryPrimitives.ReadUInt32BigEndian(Take(4));
                json.WriteStringValue(Rune.IsValid(scalar) ? new Rune(scalar).ToString() : Rune.ReplacementChar.ToString());
                break;
            case 0x83:
                json.WriteStringValue(Timestamp(BinaryPrimitives.ReadInt64BigEndian(Take(8))));
                break;
            case 0x98:
                json.WriteStringValue(new Guid(Take(16), bigEndian: true));
                break;
            case 0xa0 or 0xb0:
                _position--;
                json.WriteBase64StringValue(ReadBytes());
                break;
            case 0xa1 or 0xa3 or 0xb1 or 0xb3:
                _position--;
                json.WriteStringValue(ReadBytes());
                break;
            case 0x45 or 0xc0 or 0xd0:
                _position--;
                WriteList(json, depth);
                break;
            case 0xc1 or 0xd1:
                _position--;
                WriteMap(json, depth);
                break;
            case 0xe0 or 0xf0:
                WriteArray(json, code, depth);
                break;
            default:
                // The value is a decimal, which the official clients do not send.
                _position--;
                Skip(depth);
                json.WriteNullValue();
                break;
        }
    }

    private void WriteList(Utf8JsonWriter json, int depth)
    {
        var count = ReadCompound();
        json.WriteStartArray();
        for (var i = 0; i < count; i++)
            WriteValue(json, depth - 1);
        json.WriteEndArray();
    }

    private void WriteMap(Utf8JsonWriter json, int depth)
    {
        var count = ReadCompound();
        json.WriteStartObject();
        for (var i = 0; i + 1 < count; i += 2)
        {
            if (!IsAtEnd && (_bytes[_position] & 0xef) is 0xa1 or 0xa3)
                json.WritePropertyName(ReadBytes());
            else
                json.WritePropertyName(Encoding.UTF8.GetString(ReadRaw()));
            WriteValue(json, depth - 1);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads an array. Each element is read as if the array's constructor preceded the element.</summary>
    private void WriteArray(Utf8JsonWriter json, byte code, int depth)
    {
        var size = code == 0xe0 ? ReadByte() : Count(BinaryPrimitives.ReadUInt32BigEndian(Take(4)));
        var body = new AmqpReader(Take(size));
        var count = code == 0xe0 ? body.ReadByte() : Count(BinaryPrimitives.ReadUInt32BigEndian(body.Take(4)));
        var constructor = body.ReadByte();
        json.WriteStartArray();
        if (Width(constructor) is { } width && width > 0 && constructor != 0x00)
        {
            Span<byte> element = stackalloc byte[17];
            element[0] = constructor;
            for (var i = 0; i < count; i++)
            {
                body.Take(width).CopyTo(element[1..]);
                new AmqpReader(element[..(width + 1)]).WriteValue(json, depth - 1);
            }
        }
        else if (constructor is 0xa1 or 0xa3 or 0xb1 or 0xb3)
        {
            for (var i = 0; i < count; i++)
            {
                var length = constructor < 0xb0 ? body.ReadByte() : Count(BinaryPrimitives.ReadUInt32BigEndian(body.Take(4)));
                json.WriteStringValue(body.Take(length));
            }
        }

        json.WriteEndArray();
    }

    private void Skip(int depth)
    {
        if (depth == 0)
            throw Malformed("values are nested too deeply");

        var code = ReadByte();
        if (code == 0x00)
        {
            Skip(depth - 1);
            Skip(depth - 1);
        }
        else if (Width(code) is { } width)
        {
            Take(width);
        }
        else
        {
            Take(code < 0xb0 || (code & 0xf0) is 0xc0 or 0xe0 ? ReadByte() : Count(BinaryPrimitives.ReadUInt32BigEndian(Take(4))));
        }
    }

    /// <summary>Returns the size in bytes of a fixed-width type (section 1.2), or <c>null</c> for a variable-width type.</summary>
    private static int? Width(byte code) => (code >> 4) switch
    {
        0x4 => 0,
        0x5 => 1,
        0x6 => 2,
        0x7 => 4,
        0x8 => 8,
        0x9 => 16,
        >= 0xa => null,
        _ => throw Malformed($"the type code 0x{code:x2} is unknown"),
    };

    private static DateTime Timestamp(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(
            milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())).UtcDateTime;

    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private byte ReadByte() => _position < _bytes.Length ? _bytes[_position++] : throw Malformed("the message ends within a value");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _position)
            throw Malformed("the message ends within a value");
        _position += count;
        return _bytes.Slice(_position - count, count);
    }

    private static int Count(uint value) => value <= int.MaxValue ? (int)value : throw Malformed("a length is too large");

    private static InvalidDataException Malformed(string reason) => new($"The AMQP message is malformed: {reason}.");
}
