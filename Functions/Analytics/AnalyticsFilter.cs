using LatamFunctions.Flights;
using LatamFunctions.Http;

namespace LatamFunctions.Analytics;

/// <summary>Which flights count. Times bound the scheduled departure: from inclusive, to exclusive.</summary>
internal sealed record AnalyticsFilter(string? Origin, string? Destination, string? Airline, DateTimeOffset? From, DateTimeOffset? To)
{
    public static readonly IReadOnlyList<QueryParameter> Parameters =
        [FlightParameters.Origin, FlightParameters.Destination, FlightParameters.Airline, FlightParameters.From, FlightParameters.To];

    public static AnalyticsFilter Read(QueryReader query)
    {
        var (from, to) = query.Range(FlightParameters.From, FlightParameters.To);
        return new AnalyticsFilter(
            query.Read(FlightParameters.Origin), query.Read(FlightParameters.Destination), query.Read(FlightParameters.Airline), from, to);
    }

    /// <summary>By the names that <see cref="AnalyticsQueries"/> declares.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Arguments() =>
    [
        new("origin", Origin),
        new("destination", Destination),
        new("airline", Airline),
        new("departsFrom", From?.UtcDateTime),
        new("departsBefore", To?.UtcDateTime),
    ];
}
