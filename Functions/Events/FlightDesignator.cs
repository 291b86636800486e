using System.Buffers;

namespace LatamFunctions.Events;

/// <summary>
/// The normalized airline and number of a flight, which are the same for all events of the flight, regardless of the publisher's spelling.
/// The airline is represented by its IATA code if it is in the reference table. The number has no leading zeros and no airline prefix. For
/// example, <c>LAN</c> and <c>LA0805</c> become <c>LA</c> and <c>805</c>.
/// </summary>
/// <remarks>
/// A letter after the number is retained, because the operational suffix distinguishes flights with the same number and date (IATA SSIM,
/// chapter 2).
/// </remarks>
internal readonly record struct FlightDesignator(AsciiCode Airline, AsciiCode Number)
{
    private const int ShortestAirline = 2;
    private const int LongestAirline = 3;

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether both the airline and the number are known.</summary>
    public bool IsComplete => !Airline.IsEmpty && !Number.IsEmpty;

    public static FlightDesignator From(AsciiCode airline, AsciiCode number) =>
        new(Airlines.ToIata(airline), WithoutZeros(WithoutAirline(number, airline)));

    /// <summary>
    /// Parses a designator such as <c>LA805</c>, <c>LAN0805</c> or <c>la 805</c>. If both a two-character and a three-character airline
    /// code are possible, the three-character code is used only if it is in the reference table.
    /// </summary>
    public static bool TryParse(string text, out FlightDesignator designator)
    {
        designator = default;
        Span<char> compact = stackalloc char[LongestAirline + AsciiCode.MaxLength];
        var length = 0;
        foreach (var character in text)
        {
            if (character is ' ' or '-')
                continue;
            if (!char.IsAsciiLetterOrDigit(character) || length == compact.Length)
                return false;
            compact[length++] = character;
        }

        compact = compact[..length];
        foreach (var airlineLength in (ReadOnlySpan<int>)[LongestAirline, ShortestAirline])
        {
            if (length <= airlineLength || length - airlineLength > AsciiCode.MaxLength)
                continue;

            var airline = AsciiCode.From(compact[..airlineLength]);
            var isAirline = Airlines.Find(airline) is not null
                || airlineLength == ShortestAirline
                || !compact[..LongestAirline].ContainsAnyExcept(Letters);
            if (isAirline && char.IsAsciiDigit(compact[airlineLength]))
            {
                designator = From(airline, AsciiCode.From(compact[airlineLength..]));
                return true;
            }
        }

        return false;
    }

    /// <param name="destination">A buffer that is <see cref="AsciiCode.MaxLength"/> bytes larger than the designator.</param>
    /// <returns>The number of bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        var length = Airline.Write(destination);
        return length + Number.Write(destination[length..]);
    }

    public override string ToString() => Airline.ToString() + Number;

    private static AsciiCode WithoutAirline(AsciiCode number, AsciiCode airline)
    {
        // Every airline code contains a letter, so a number that starts with three digits contains no airline code.
        if (IsDigit(number[0]) && IsDigit(number[1]) && (number[2] == 0 || IsDigit(number[2])))
            return number;

        return TrySkip(number, airline, out var rest)
            || (Airlines.Find(airline) is { } known && (TrySkip(number, known.Iata, out rest) || TrySkip(number, known.Icao, out rest)))
                ? rest
                : number;
    }

    private static bool TrySkip(AsciiCode number, AsciiCode airline, out AsciiCode rest)
    {
        rest = number.StartsWith(airline) ? number.Skip(airline.Length) : default;
        return IsDigit(rest[0]);
    }

    private static AsciiCode WithoutZeros(AsciiCode number)
    {
        while (number[0] == '0' && IsDigit(number[1]))
            number = number.Skip(1);
        return number;
    }

    private static bool IsDigit(byte character) => character is >= (byte)'0' and <= (byte)'9';
}
