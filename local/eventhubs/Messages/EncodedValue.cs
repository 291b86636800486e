using System.Buffers.Binary;

namespace LocalEventHubs.Messages;

/// <summary>
/// Validates encoded AMQP 1.0 values without decoding them (OASIS AMQP 1.0, part 1, section 1.2). Validation needs at most linear time and
/// allocates no memory, regardless of declared sizes and counts.
/// </summary>
internal static class EncodedValue
{
    /// <summary>The maximum nesting depth. Deeper values could exhaust the stack of a recursive decoder.</summary>
    public const int MaxDepth = 32;

    private const byte Described = 0x00;

    /// <summary>Validates the value at <paramref name="start"/> and returns the position after the value.</summary>
    /// <exception cref="MessageFormatException">The value is truncated, inconsistent or nested too deeply.</exception>
    public static int End(ReadOnlySpan<byte> bytes, int start) => End(bytes, start, 0);

    /// <summary>
    /// Reads the descriptor code of a described value, and moves <paramref name="position"/> to the value after the descriptor.
    /// </summary>
    /// <exception cref="MessageFormatException">The value has no numeric descriptor or is truncated.</exception>
    public static ulong ReadDescriptor(ReadOnlySpan<byte> bytes, ref int position)
    {
        if (At(bytes, position) != Described)
            throw new MessageFormatException($"A described value must begin at byte {position}.");

        switch (At(bytes, position + 1))
        {
            case FormatCode.SmallULong:
                var code = At(bytes, position + 2);
                position += 3;
                return code;
            case FormatCode.ULong:
                Require(bytes, position + 2, sizeof(ulong));
                var descriptor = BinaryPrimitives.ReadUInt64BigEndian(bytes[(position + 2)..]);
                position += 2 + sizeof(ulong);
                return descriptor;
            default:
                throw new MessageFormatException($"The descriptor at byte {position + 1} is not a number.");
        }
    }

    /// <summary>
    /// Reads the header of the list or map at <paramref name="position"/>, and moves <paramref name="position"/> to the first item.
    /// </summary>
    /// <returns>The number of items. A map has two items per entry.</returns>
    /// <exception cref="MessageFormatException">The value is not a list or map, or is truncated.</exception>
    public static int ReadCompoundHeader(ReadOnlySpan<byte> bytes, ref int position)
    {
        var code = At(bytes, position);
        switch (code)
        {
            case FormatCode.EmptyList:
                position++;
                return 0;
            case FormatCode.List8 or FormatCode.Map8:
                position += 3;
                return At(bytes, position - 1);
            case FormatCode.List32 or FormatCode.Map32:
                position += 9;
                return Length32(bytes, position - 4);
            default:
                throw new MessageFormatException($"A list or map must begin at byte {position}, not a value of type 0x{code:X2}.");
        }
    }

    /// <summary>Returns the bytes of a binary, string or symbol value, or an empty span for an AMQP null.</summary>
    /// <exception cref="MessageFormatException">The value has another type or is truncated.</exception>
    public static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> bytes, int start)
    {
        var code = At(bytes, start);
        if (code == FormatCode.Null)
            return [];
        if (code >> 4 is not (0xA or 0xB))
            throw new MessageFormatException($"Text or binary must begin at byte {start}, not a value of type 0x{code:X2}.");

        var first = start + (code >> 4 == 0xA ? 2 : 5);
        return bytes[first..End(bytes, start)];
    }

    private static int End(ReadOnlySpan<byte> bytes, int start, int depth)
    {
        if (depth > MaxDepth)
            throw new MessageFormatException($"The value at byte {start} is nested more than {MaxDepth} levels deep.");
        if (At(bytes, start) != Described)
            return EndOfContent(bytes, At(bytes, start), start + 1, depth);
        if (At(bytes, start + 1) == Described)
            throw new MessageFormatException($"The descriptor at byte {start + 1} is itself described.");
        return End(bytes, End(bytes, start + 1, depth + 1), depth + 1);
    }

    /// <param name="code">The format code, whose high four bits determine the width.</param>
    /// <param name="start">The position after the format code.</param>
    private static int EndOfContent(ReadOnlySpan<byte> bytes, byte code, int start, int depth) => (code >> 4) switch
    {
        0x4 => start,
        0x5 => Skip(bytes, start, 1),
        0x6 => Skip(bytes, start, 2),
        0x7 => Skip(bytes, start, 4),
        0x8 => Skip(bytes, start, 8),
        0x9 => Skip(bytes, start, 16),
        0xA => Skip(bytes, start + 1, At(bytes, start)),
        0xB => Skip(bytes, start + 4, Length32(bytes, start)),
        0xC => EndOfItems(bytes, start + 2, Skip(bytes, start + 1, At(bytes, start)), At(bytes, start + 1), depth),
        0xD => EndOfItems(bytes, start + 8, Skip(bytes, start + 4, Length32(bytes, start)), Length32(bytes, start + 4), depth),
        0xE => EndOfElements(bytes, start + 2, Skip(bytes, start + 1, At(bytes, start)), At(bytes, start + 1), depth),
        0xF => EndOfElements(bytes, start + 8, Skip(bytes, start + 4, Length32(bytes, start)), Length32(bytes, start + 4), depth),
        _ => throw new MessageFormatException($"Byte {start - 1} is 0x{code:X2}, which is not an AMQP format code."),
    };

    private static int EndOfItems(ReadOnlySpan<byte> bytes, int start, int end, int count, int depth)
    {
        var items = bytes[..end];
        var position = start;
        for (var i = 0; i < count; i++)
            position = End(items, position, depth + 1);
        return position == end
            ? end
            : throw new MessageFormatException($"The items of the list or map at byte {start} do not fill its size.");
    }

    private static int EndOfElements(ReadOnlySpan<byte> bytes, int start, int end, int count, int depth)
    {
        if (depth >= MaxDepth)
            throw new MessageFormatException($"The array at byte {start} is nested more than {MaxDepth} levels deep.");

        // If elements of zero width (null, true) were permitted, a few bytes could declare billions of elements.
        if (count > end - start)
            throw new MessageFormatException($"The array at byte {start} declares {count} elements in {end - start} bytes.");

        var elements = bytes[..end];
        var position = start;
        if (At(elements, position) == Described)
        {
            if (At(elements, position + 1) == Described)
                throw new MessageFormatException($"The descriptor at byte {position + 1} is itself described.");
            position = End(elements, position + 1, depth + 1);
        }

        var code = At(elements, position++);
        if (code == Described)
            throw new MessageFormatException($"The descriptor at byte {position} is itself described.");
        for (var i = 0; i < count; i++)
            position = EndOfContent(elements, code, position, depth + 1);
        return position == end ? end : throw new MessageFormatException($"The elements of the array at byte {start} do not fill its size.");
    }

    private static int Skip(ReadOnlySpan<byte> bytes, int start, int count)
    {
        Require(bytes, start, count);
        return start + count;
    }

    private static int Length32(ReadOnlySpan<byte> bytes, int start)
    {
        Require(bytes, start, sizeof(int));
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[start..]);
        return length >= 0 ? length : throw new MessageFormatException($"The size at byte {start} exceeds 2 GiB.");
    }

    private static byte At(ReadOnlySpan<byte> bytes, int position) =>
        (uint)position < (uint)bytes.Length ? bytes[position] : throw CutOff(position);

    private static void Require(ReadOnlySpan<byte> bytes, int start, int count)
    {
        if (start > bytes.Length || count > bytes.Length - start)
            throw CutOff(start);
    }

    private static MessageFormatException CutOff(int position) => new($"The value ends before it is complete, at byte {position}.");
}
