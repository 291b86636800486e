using System.Globalization;

namespace LatamFunctions.Events;

/// <summary>
/// The parts of a flight id that was derived from an event: <c>LA805-20240501-SCL</c>. Ids of before have the destination behind, and their
/// date is that of the scheduled departure in UTC: <c>LA805-20240501-SCL-LIM</c>.
/// </summary>
/// <param name="Flight">Airline and number, normalized.</param>
/// <param name="Date">The operating date; with a destination, the date in UTC.</param>
/// <param name="Origin">The IATA code of the airport, or the code as written if the reference table does not have it.</param>
/// <param name="Destination">Likewise; empty in ids of today.</param>
internal readonly record struct DerivedFlightId(FlightDesignator Flight, DateTime Date, AsciiCode Origin, AsciiCode Destination)
{
    private const string DateFormat = "yyyyMMdd";

    /// <returns>False for an id that was given by a publisher, or made of route and minute.</returns>
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

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Flight}-{Date.ToString(DateFormat, CultureInfo.InvariantCulture)}-{Origin}{(Destination.IsEmpty ? "" : $"-{Destination}")}");

    private static bool IsAirport(string text) => text.Length is 3 or 4 && text.All(char.IsAsciiLetter);
}
