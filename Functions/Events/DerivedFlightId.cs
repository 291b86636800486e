using System.Buffers.Text;
using System.Globalization;

namespace LatamFunctions.Events;

/// <summary>
/// The parts of a flight id derived from an event, such as <c>LA805-20240501-SCL</c>. Older ids, such as <c>LA805-20240501-SCL-LIM</c>, end
/// with the destination, and their date is the date of the scheduled departure in UTC.
/// </summary>
/// <param name="Flight">The normalized airline and flight number.</param>
/// <param name="Date">The operating date, or the UTC date of the scheduled departure if the id has a destination.</param>
/// <param name="Origin">The IATA code of the origin. A code that is not in the reference table is unchanged.</param>
/// <param name="Destination">
/// The IATA code of the destination. A code that is not in the reference table is unchanged. The code is empty in ids in the current form.
/// </param>
internal readonly record struct DerivedFlightId(FlightDesignator Flight, DateTime Date, AsciiCode Origin, AsciiCode Destination)
{
    private const string DateFormat = "yyyyMMdd";
    private const int DateLength = 8;

    /// <returns>
    /// <c>false</c> if the id has another form, for example because a publisher assigned the id, or because the id was derived from the
    /// route and the departure time.
    /// </returns>
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

    /// <summary>Parses the operating date in an id in the current form, without allocation.</summary>
    /// <param name="id">A flight id in any form.</param>
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
