using LatamFunctions.Flights;
using LatamFunctions.Http;

namespace LatamFunctions.Analytics;

/// <summary>The filters of analytics. Times refer to the scheduled departure: from is inclusive, to exclusive.</summary>
internal sealed record AnalyticsFilter(
    string? Origin, string? Destination, string? Airline, DateTimeOffset? From, DateTimeOffset? To, string TimeZone = AnalyticsFilter.Utc)
{
    private const string Utc = "utc";

    private static readonly QueryParameter<string?> OriginParameter = CodeList.Of(FlightParameters.Origin);
    private static readonly QueryParameter<string?> DestinationParameter = CodeList.Of(FlightParameters.Destination);
    private static readonly QueryParameter<string?> AirlineParameter = CodeList.Of(FlightParameters.Airline);

    private static readonly QueryParameter<string?> TimeZoneParameter = QueryParameter.OneOf(
        "timeZone",
        "The time zone of `from`, `to`, hours, days and buckets: UTC, or that of each flight's airport of departure, so that a day is a "
        + "local day. Airports without a known time zone count in UTC.",
        [Utc, "airport"],
        Utc) with
    { Example = "airport" };

    public static readonly IReadOnlyList<QueryParameter> Parameters =
        [OriginParameter, DestinationParameter, AirlineParameter, FlightParameters.From, FlightParameters.To, TimeZoneParameter];

    public static AnalyticsFilter Read(QueryReader query)
    {
        var (from, to) = query.Range(FlightParameters.From, FlightParameters.To);
        return new AnalyticsFilter(
            query.Read(OriginParameter),
            query.Read(DestinationParameter),
            query.Read(AirlineParameter),
            from,
            to,
            query.Require(TimeZoneParameter));
    }

    /// <summary>The arguments by the names that <see cref="AnalyticsQueries"/> declares.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Arguments() =>
    [
        new("origin", Origin),
        new("destination", Destination),
        new("airline", Airline),
        new("departsFrom", From?.UtcDateTime),
        new("departsBefore", To?.UtcDateTime),
        new("timeZone", TimeZone),
    ];
}
