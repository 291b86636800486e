namespace LatamFunctions.Events;

/// <summary>
/// The form of a property's value, which determines its column and its schemas. For times, text and numbers, the form also determines the
/// check and the position in the row. For codes and dates, <see cref="FlightEventChecks"/> and <see cref="FlightEventEncoder"/> define the
/// check and the position.
/// </summary>
internal enum PropertyForm
{
    /// <summary>The IATA or ICAO code of an airline.</summary>
    Airline,

    /// <summary>The number of a flight without the airline.</summary>
    FlightNumber,

    /// <summary>The IATA or ICAO code of an airport.</summary>
    Airport,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A time with an offset.</summary>
    Time,

    /// <summary>Text without control characters.</summary>
    Text,

    /// <summary>A whole number of minutes, which is negative if the flight is early.</summary>
    Minutes,

    /// <summary>A number of kilometers.</summary>
    Kilometers,
}
