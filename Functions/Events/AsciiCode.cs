using System.Buffers.Binary;
using System.Numerics;

namespace LatamFunctions.Events;

/// <summary>
/// A code of up to <see cref="MaxLength"/> letters and digits, represented as a number. The number contains the uppercase ASCII characters,
/// with the first character in the most significant byte. Comparisons, lookups and copies do not allocate.
/// </summary>
internal readonly record struct AsciiCode(ulong Bits)
{
    public const int MaxLength = sizeof(ulong);

    public bool IsEmpty => Bits == 0;

    public int Length => Bits == 0 ? 0 : MaxLength - (BitOperations.TrailingZeroCount(Bits) / 8);

    public byte this[int index] => (byte)(Bits >> (56 - (8 * index)));

    /// <param name="text">A string of at most <see cref="MaxLength"/> letters and digits.</param>
    public static AsciiCode From(ReadOnlySpan<byte> text)
    {
        var bits = 0UL;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            bits |= (ulong)(byte)(letter is >= (byte)'a' and <= (byte)'z' ? letter - 0x20 : letter) << (56 - (8 * i));
        }

        return new AsciiCode(bits);
    }

    /// <inheritdoc cref="From(ReadOnlySpan{byte})"/>
    public static AsciiCode From(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        return From(bytes[..System.Text.Encoding.ASCII.GetBytes(text, bytes)]);
    }

    public bool StartsWith(AsciiCode prefix) =>
        !prefix.IsEmpty && Bits >> (64 - (8 * prefix.Length)) == prefix.Bits >> (64 - (8 * prefix.Length));

    /// <summary>Returns the code without its first <paramref name="count"/> characters.</summary>
    public AsciiCode Skip(int count) => count >= MaxLength ? default : new AsciiCode(Bits << (8 * count));

    /// <param name="destination">A buffer of at least <see cref="MaxLength"/> bytes, regardless of the code's length.</param>
    /// <returns>The length of the code.</returns>
    public int Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, Bits);
        return Length;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(bytes[..Write(bytes)]);
    }
}
