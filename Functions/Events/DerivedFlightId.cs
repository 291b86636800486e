using System.Buffers.Text;
using System.Globalization;

namespace LatamFunctions.Events;

/// <summary>
/// The parts of a flight id that was derived from an event: <c>LA805-20240501-SCL</c>. Older ids have the destination at the end, and their
/// date is the date of the scheduled departure in UTC: <c>LA805-20240501-SCL-LIM</c>.
/// </summary>
/// <param name="Flight">Airline and number, normalized.</param>
/// <param name="Date">The operating date; with a destination, the date in UTC.</param>
/// <param name="Origin">The IATA code of the airport, or the code as written if the reference table does not have it.</param>
/// <param name="Destination">The destination in the same form; empty in current ids.</param>
internal readonly record struct DerivedFlightId(FlightDesignator Flight, DateTime Date, AsciiCode Origin, AsciiCode Destination)
{
    private const string DateFormat = "yyyyMMdd";
    private const int DateLength = 8;

    /// <returns>False for an id that a publisher assigned, or that was derived from route and minute.</returns>
    public static bool TryParse(string text, out DerivedFlightId id)
    {
        id = default;
        var parts = text.Split('-');
        if (parts.Length is not (3 or 4)
            || !FlightDesignator.TryParse(parts[0], out var flight)
            || !DateTime.TryParseExact(parts[1], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || !parts.Skip(2).All(IsAirport))
        {
            return false;
        }

        var airports = parts.Skip(2).Select(code => Airports.ToIata(AsciiCode.From(code))).ToArray();
        id = new DerivedFlightId(flight, date, airports[0], airports.ElementAtOrDefault(1));
        return true;
    }

    /// <summary>Reads the operating date of an id in the current form, without allocating.</summary>
    /// <param name="id">Any id.</param>
    /// <param name="date">The date, at midnight.</param>
    public static bool TryReadDate(ReadOnlySpan<byte> id, out DateTime date)
    {
        date = default;
        var start = id.IndexOf((byte)'-') + 1;
        return start > 1
            && id[start..] is { Length: >= DateLength + 4 and <= DateLength + 5 } rest
            && rest[DateLength] == '-'
            && !rest[(DateLength + 1)..].ContainsAnyExcept(CodeBytes.Letters)
            && Utf8Parser.TryParse(rest[..DateLength], out int digits, out var length)
            && length == DateLength
            && TryCreate(digits / 10_000, digits / 100 % 100, digits % 100, out date);
    }

    private static bool TryCreate(int year, int month, int day, out DateTime date)
    {
        var isDate = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = isDate ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) : default;
        return isDate;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Flight}-{Date.ToString(DateFormat, CultureInfo.InvariantCulture)}-{Origin}{(Destination.IsEmpty ? "" : $"-{Destination}")}");

    private static bool IsAirport(string text) => text.Length is 3 or 4 && text.All(char.IsAsciiLetter);
}
