using System.Collections.Immutable;
using LatamFunctions.Flights;
using LatamFunctions.Http;

namespace LatamFunctions.Analytics;

/// <summary>
/// The filters of analytics. Times refer to the scheduled departure; <c>from</c> is inclusive, and <c>to</c> is exclusive.
/// </summary>
/// <param name="Values">The argument values, by name. An absent argument does not restrict the flights.</param>
internal sealed record AnalyticsFilter(ImmutableDictionary<string, object?> Values)
{
    private const string Utc = "utc";
    private const string Combined = "combined";

    private static readonly QueryFilter TimeZone = QueryFilter.Text(
        "timeZone",
        QueryParameter.OneOf(
            "timeZone",
            "The time zone of `from`, `to`, hours, days and buckets: UTC, or the local time zone of the departure airport (UTC if "
            + "unknown).",
            [Utc, "airport"],
            Utc) with
        { Example = "airport" });

    private static readonly QueryFilter Delay = QueryFilter.Text(
        "delay",
        QueryParameter.OneOf(
            "delay",
            "The delay to measure: `departure` (`departureDelayMinutes`), `arrival` (`arrivalDelayMinutes`) or `combined` "
            + "(`delayMinutes`: the published value, otherwise the arrival delay, otherwise the departure delay).",
            [Combined, "departure", "arrival"],
            Combined) with
        { Example = "arrival" });

    public static readonly QueryFilters All = new(
        FlightFilter.Origin,
        FlightFilter.Destination,
        FlightFilter.Airline,
        FlightFilter.DepartsFrom,
        FlightFilter.DepartsBefore,
        TimeZone,
        Delay);

    /// <summary>The end of the request's time window.</summary>
    public DateTimeOffset? End => Values.GetValueOrDefault(FlightFilter.DepartsBefore.Argument) as DateTime?;

    public static AnalyticsFilter Read(QueryReader query) => new(All.Read(query));
}
