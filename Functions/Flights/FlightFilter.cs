using System.Collections.Immutable;
using LatamFunctions.Events;
using LatamFunctions.Http;

namespace LatamFunctions.Flights;

/// <summary>
/// The filters of a request for flights. The start of a time range is inclusive and its end is exclusive. Multiple codes are separated by
/// commas.
/// </summary>
/// <param name="Values">The argument values for <c>SearchFlights()</c>, by name. An absent argument does not restrict the flights.</param>
internal sealed record FlightFilter(ImmutableDictionary<string, object?> Values)
{
    public static readonly QueryFilter Origin = QueryFilter.Text("origin", CodeList.Create(FlightParameters.Origin));

    public static readonly QueryFilter Destination = QueryFilter.Text("destination", CodeList.Create(FlightParameters.Destination));

    public static readonly QueryFilter Airline = QueryFilter.Text("airline", CodeList.Create(FlightParameters.Airline));

    public static readonly QueryFilter DepartsFrom = QueryFilter.Time("departsFrom", FlightParameters.From);

    public static readonly QueryFilter DepartsBefore =
        QueryFilter.Time("departsBefore", FlightParameters.To) with { LowerBound = DepartsFrom };

    private static readonly QueryFilter FlightNumber = QueryFilter.Text("flightNumber", FlightParameters.FlightNumber);

    /// <summary>Flight designators, which consist of an airline code and a flight number, such as LA2368.</summary>
    private static readonly QueryFilter Flight = QueryFilter.Text("flight", FlightSearchParameters.Flight);

    private static readonly QueryFilter ArrivesFrom = QueryFilter.Time("arrivesFrom", FlightSearchParameters.ArrivesFrom);

    private static readonly QueryFilter AsOf = QueryFilter.Time("asOf", FlightParameters.AsOf);

    /// <summary>The lower bound of the time at which the flight's newest event was stored; see <see cref="UpdatedBetween"/>.</summary>
    private static readonly QueryFilter UpdatedSince = QueryFilter.Time("updatedSince");

    private static readonly QueryFilter UpdatedBefore = QueryFilter.Time("updatedBefore");
    public static readonly QueryFilters All = new(
        Origin,
        Destination,
        Airline,
        FlightNumber,
        Flight,
        QueryFilter.Time("operatingDate", FlightSearchParameters.Date),
        QueryFilter.Text("status", FlightParameters.Status),
        DepartsFrom,
        DepartsBefore,
        ArrivesFrom,
        QueryFilter.Time("arrivesBefore", FlightSearchParameters.ArrivesBefore) with { LowerBound = ArrivesFrom },
        QueryFilter.Integer("minDelayMinutes", FlightParameters.MinDelayMinutes),
        AsOf,
        UpdatedSince,
        UpdatedBefore);

    /// <summary>The end of the request's time window; <c>null</c> if the response can change at any time.</summary>
    public DateTimeOffset? End
    {
        get
        {
            if (Values.ContainsKey(UpdatedSince.Argument))
                return null;

            var (to, asOf) = (TimeOf(DepartsBefore), TimeOf(AsOf));
            return to is null || asOf < to ? asOf : to;
        }
    }

    public bool IsChangeFeed => Values.ContainsKey(UpdatedSince.Argument);

    public static FlightFilter Read(QueryReader query) => new FlightFilter(All.Read(query)).WithParts();

    /// <summary>Restricts the filter to flights whose newest event was stored in a period.</summary>
    /// <param name="since">The start of the period, inclusive.</param>
    /// <param name="before">The end of the period, exclusive.</param>
    public FlightFilter UpdatedBetween(DateTimeOffset since, DateTimeOffset before) => new(
        Values.SetItem(UpdatedSince.Argument, since.UtcDateTime).SetItem(UpdatedBefore.Argument, before.UtcDateTime));

    /// <summary>Splits a single designator into airline and number, so that the database does not need a full scan.</summary>
    private FlightFilter WithParts() =>
        Values.TryGetValue(Flight.Argument, out var flight)
            && !Values.ContainsKey(Airline.Argument)
            && !Values.ContainsKey(FlightNumber.Argument)
            && FlightDesignator.TryParse((string)flight!, out var parts)
                ? new(Values
                    .Remove(Flight.Argument)
                    .SetItem(Airline.Argument, parts.Airline.ToString())
                    .SetItem(FlightNumber.Argument, parts.Number.ToString()))
                : this;

    private DateTime? TimeOf(QueryFilter filter) => Values.GetValueOrDefault(filter.Argument) as DateTime?;
}
