using LatamFunctions.Http;

namespace LatamFunctions.Flights;

/// <summary>Which flights are asked for. Times bound the scheduled departure: from inclusive, to exclusive.</summary>
internal sealed record FlightFilter(
    string? Origin,
    string? Destination,
    string? Airline,
    string? FlightNumber,
    string? Status,
    DateTimeOffset? From,
    DateTimeOffset? To,
    int? MinDelayMinutes,
    DateTimeOffset? AsOf)
{
    public static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        FlightParameters.Origin, FlightParameters.Destination, FlightParameters.Airline, FlightParameters.FlightNumber,
        FlightParameters.Status, FlightParameters.From, FlightParameters.To, FlightParameters.MinDelayMinutes, FlightParameters.AsOf,
    ];

    /// <summary>Where the time that the question is about ends.</summary>
    public DateTimeOffset? End => To is null || AsOf < To ? AsOf : To;

    public static FlightFilter Read(QueryReader query)
    {
        var (from, to) = query.Range(FlightParameters.From, FlightParameters.To);
        return new FlightFilter(
            query.Read(FlightParameters.Origin),
            query.Read(FlightParameters.Destination),
            query.Read(FlightParameters.Airline),
            query.Read(FlightParameters.FlightNumber),
            query.Read(FlightParameters.Status),
            from,
            to,
            query.Read(FlightParameters.MinDelayMinutes),
            query.Read(FlightParameters.AsOf));
    }

    /// <summary>By the names that <see cref="FlightQueries"/> declares.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Arguments() =>
    [
        new("origin", Origin),
        new("destination", Destination),
        new("airline", Airline),
        new("flightNumber", FlightNumber),
        new("status", Status),
        new("departsFrom", From?.UtcDateTime),
        new("departsBefore", To?.UtcDateTime),
        new("minDelayMinutes", MinDelayMinutes),
        new("asOf", AsOf?.UtcDateTime),
    ];
}
