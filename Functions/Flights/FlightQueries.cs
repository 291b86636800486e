using LatamFunctions.Events;
using LatamFunctions.Kusto;
using LatamFunctions.Responses;

namespace LatamFunctions.Flights;

/// <summary>Queries for flights and their events. Values from requests are query parameters, never part of the query text.</summary>
internal static class FlightQueries
{
    private static readonly string Filter =
        $"declare query_parameters({FlightFilter.All.Declarations}, afterTime:datetime = datetime(null), afterNumber:long = long(null), "
        + $"afterId:string = \"\", maxRows:long = 1); SearchFlights({FlightFilter.All.Arguments})";

    private static readonly KeyedQuery GetSeveral =
        new("declare query_parameters(flightIds:dynamic); GetFlights(flightIds)", "flightIds", "FlightId");

    /// <summary>A query for health checks. The query reads little data and fails if the schema is missing.</summary>
    public static readonly KustoQuery Check = new("Check", "FlightStates | take 1 | count");

    public static KustoQuery Search(FlightFilter filter, FlightOrder order, Page page) => new("Search", Filter + order.Text)
    {
        Parameters = filter.Values
            .Concat(page.After is { } after ? order.After(after) : [])
            .Append(new("maxRows", page.Limit + 1L))
            .ToDictionary(),
    };

    /// <summary>Counts the matching flights.</summary>
    public static KustoQuery Count(FlightFilter filter) =>
        new("Count", Filter + " | count") { Parameters = filter.Values };

    /// <summary>Returns all matching flights, in any order.</summary>
    public static KustoQuery Export(FlightFilter filter) =>
        new("Export", Filter) { Parameters = filter.Values, IsUnlimited = true };

    public static KustoQuery Get(string flightId, DateTimeOffset? asOf = null) =>
        new("Get", "declare query_parameters(flightId:string, asOf:datetime = datetime(null)); GetFlight(flightId, asOf)")
        {
            Parameters = new Dictionary<string, object?> { ["flightId"] = flightId, ["asOf"] = asOf?.UtcDateTime },
            Batch = asOf is null ? (flightId, GetSeveral) : null,
        };

    /// <summary>Returns one row with the flight's version, for preconditions, or no row if the flight is not stored.</summary>
    public static KustoQuery GetVersion(string flightId) =>
        new("GetVersion", "declare query_parameters(flightId:string); GetFlight(flightId) | project StateVersion, Version")
        {
            Parameters = new Dictionary<string, object?> { ["flightId"] = flightId },
        };

    /// <summary>Returns one row if the flight's event is stored, or no row if the event is not stored.</summary>
    public static KustoQuery Event(string flightId, string eventId) => new(
        "Event",
        "declare query_parameters(flightId:string, eventId:string); "
        + "FlightEvents | where FlightId == flightId and EventId == eventId | take 1 | project EventId")
    {
        Parameters = new Dictionary<string, object?> { ["flightId"] = flightId, ["eventId"] = eventId },
    };

    /// <summary>
    /// Returns one row with the id of the stored flight that <paramref name="id"/> identifies, or no row if the flight is not stored.
    /// <paramref name="id"/> must be parsed from <paramref name="flightId"/>.
    /// </summary>
    public static KustoQuery Resolve(string flightId, DerivedFlightId id) => new(
        "Resolve",
        "declare query_parameters(flightId:string, derivedId:string, airline:string, flightNumber:string, departureDate:datetime, "
        + "origin:string, destination:string = \"\"); ResolveFlightId(flightId, derivedId, airline, flightNumber, departureDate, origin, "
        + "destination)")
    {
        Parameters = new Dictionary<string, object?>
        {
            ["flightId"] = flightId,
            ["derivedId"] = id.ToString(),
            ["airline"] = id.Flight.Airline.ToString(),
            ["flightNumber"] = id.Flight.Number.ToString(),
            ["departureDate"] = id.Date,
            ["origin"] = id.Origin.ToString(),
            ["destination"] = id.Destination.IsEmpty ? null : id.Destination.ToString(),
        },
    };

    public static KustoQuery History(string flightId, Page page) => new(
        "History",
        "declare query_parameters(flightId:string, after:string = \"\", maxRows:long); "
        + "FlightHistory(flightId) | where isempty(after) or strcmp(Version, after) > 0 | order by Version asc | take maxRows "
        + "| extend OperatingDate = format_datetime(OperatingDate, 'yyyy-MM-dd')")
    {
        Parameters = new Dictionary<string, object?> { ["flightId"] = flightId, ["after"] = page.After?[0], ["maxRows"] = page.Limit + 1L },
    };
}
