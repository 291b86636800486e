using LatamFunctions.Events;
using LatamFunctions.Http;

namespace LatamFunctions.Flights;

/// <summary>Request parameters that filter flights.</summary>
internal static class FlightParameters
{
    public static readonly QueryParameter<string?> Origin = AirportCode("origin", "Only flights from this airport.");

    public static readonly QueryParameter<string?> Destination = AirportCode("destination", "Only flights to this airport.");

    public static readonly QueryParameter<string?> Airline = QueryParameter.Code(
        "airline",
        "Only flights of this airline.",
        "an airline code: 2 (IATA) or 3 (ICAO) letters or digits",
        2,
        3,
        char.IsAsciiLetterOrDigit,
        code => Airlines.ToIata(AsciiCode.From(code)).ToString()) with
    { Example = "LA" };

    public static readonly QueryParameter<string?> FlightNumber = QueryParameter.Code(
        "flightNumber",
        "Only flights with this number. Leading zeros are ignored.",
        "a flight number without the airline: 1 to 8 letters or digits",
        1,
        AsciiCode.MaxLength,
        char.IsAsciiLetterOrDigit,
        code => FlightDesignator.From(default, AsciiCode.From(code)).Number.ToString()) with
    { Example = "2368" };

    public static readonly QueryParameter<string?> Status =
        QueryParameter.Text(
            "status",
            "Only flights with this status, ignoring case. Cancelled and Canceled are equivalent; Diverted also finds diverted flights "
            + "that have arrived.",
            FlightEventChecks.MaxTextLength) with
        { Example = "Departed" };

    public static readonly QueryParameter<DateTimeOffset?> From =
        QueryParameter.Time("from", "Only flights with a scheduled departure at this time or later.") with { Example = "2026-11-20" };

    public static readonly QueryParameter<DateTimeOffset?> To =
        QueryParameter.Time("to", "Only flights with a scheduled departure before this time.") with { Example = "2026-11-21" };

    public static readonly QueryParameter<int?> MinDelayMinutes =
        QueryParameter.Integer(
            "minDelayMinutes",
            "Only flights with at least this `delayMinutes`: the published delay, otherwise the arrival delay, otherwise the departure "
            + "delay.",
            -1440,
            14400) with
        { Example = "15" };

    public static readonly QueryParameter<DateTimeOffset?> AsOf = QueryParameter.Time(
        "asOf",
        "The state at this time: events with a later occurredAt are ignored. If this parameter is absent, the latest state is "
        + "returned.") with
    { Example = "2026-11-20T18:00:00Z" };

    private static QueryParameter<string?> AirportCode(string name, string description) => QueryParameter.Code(
        name, description, "an airport code: 3 (IATA) or 4 (ICAO) letters", 3, 4, char.IsAsciiLetter,
        code => Airports.ToIata(AsciiCode.From(code)).ToString()) with
    { Example = name == "origin" ? "SCL" : "LIM" };
}
