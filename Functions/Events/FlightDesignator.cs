using System.Buffers;

namespace LatamFunctions.Events;

/// <summary>
/// Airline and number of a flight in a form that is the same for all events of the flight, regardless of the publisher's spelling: the
/// airline's IATA code if the reference table has the airline; the number without leading zeros and without the airline's code in front.
/// <c>LAN</c> and <c>LA0805</c> are <c>LA</c> and <c>805</c>.
/// </summary>
/// <remarks>
/// A letter after the number is kept: the operational suffix distinguishes two flights of the same number and date (IATA SSIM,
/// chapter 2).
/// </remarks>
internal readonly record struct FlightDesignator(AsciiCode Airline, AsciiCode Number)
{
    private const int ShortestAirline = 2;
    private const int LongestAirline = 3;

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether both airline and number are known.</summary>
    public bool IsComplete => !Airline.IsEmpty && !Number.IsEmpty;

    public static FlightDesignator From(AsciiCode airline, AsciiCode number) =>
        new(Airlines.ToIata(airline), WithoutZeros(WithoutAirline(number, airline)));

    /// <summary>
    /// Reads a designator such as <c>LA805</c>, <c>LAN0805</c> or <c>la 805</c>. An airline of three characters must be one of the
    /// reference table where two would do as well.
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
    /// <returns>The length of airline and number together.</returns>
    public int Write(Span<byte> destination)
    {
        var length = Airline.Write(destination);
        return length + Number.Write(destination[length..]);
    }

    public override string ToString() => Airline.ToString() + Number;

    private static AsciiCode WithoutAirline(AsciiCode number, AsciiCode airline)
    {
        // Every airline code has a letter, so a number that starts with three digits repeats none.
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
