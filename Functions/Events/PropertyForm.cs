namespace LatamFunctions.Events;

/// <summary>
/// The form of a property's value, from which its column and its schemas follow; for times, text and numbers, the check and the position in
/// the row, too. Those of codes and dates are in <see cref="FlightEventChecks"/> and <see cref="FlightEventEncoder"/>.
/// </summary>
internal enum PropertyForm
{
    /// <summary>IATA or ICAO code of an airline.</summary>
    Airline,

    /// <summary>The number of a flight without the airline.</summary>
    FlightNumber,

    /// <summary>IATA or ICAO code of an airport.</summary>
    Airport,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A time with an offset.</summary>
    Time,

    /// <summary>Any characters but control characters.</summary>
    Text,

    /// <summary>A whole number of minutes, negative for early.</summary>
    Minutes,

    /// <summary>A number of kilometers.</summary>
    Kilometers,
}
