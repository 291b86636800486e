using LatamFunctions.Events;
using LatamFunctions.Http;

namespace LatamFunctions.Flights;

/// <summary>
/// The flights that a request is about. Times are from inclusive, to exclusive; codes are several where they have commas. Null does not
/// restrict.
/// </summary>
internal sealed record FlightFilter
{
    private static readonly QueryParameter<string?> OriginParameter = CodeList.Of(FlightParameters.Origin);
    private static readonly QueryParameter<string?> DestinationParameter = CodeList.Of(FlightParameters.Destination);
    private static readonly QueryParameter<string?> AirlineParameter = CodeList.Of(FlightParameters.Airline);

    public static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        OriginParameter, DestinationParameter, AirlineParameter, FlightParameters.FlightNumber, FlightSearchParameters.Flight,
        FlightSearchParameters.Date, FlightParameters.Status, FlightParameters.From, FlightParameters.To,
        FlightSearchParameters.ArrivesFrom, FlightSearchParameters.ArrivesBefore,
        FlightParameters.MinDelayMinutes, FlightParameters.AsOf,
    ];

    public string? Origin { get; init; }

    public string? Destination { get; init; }

    public string? Airline { get; init; }

    public string? FlightNumber { get; init; }

    /// <summary>Designators: airline and number together.</summary>
    public string? Flight { get; init; }

    /// <summary>The operating date.</summary>
    public DateTimeOffset? Date { get; init; }

    public string? Status { get; init; }

    /// <summary>Bounds of the scheduled departure.</summary>
    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>Bounds of the scheduled arrival.</summary>
    public DateTimeOffset? ArrivesFrom { get; init; }

    public DateTimeOffset? ArrivesBefore { get; init; }

    public int? MinDelayMinutes { get; init; }

    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Bounds of the time at which the newest event of the flight was stored.</summary>
    public DateTimeOffset? UpdatedSince { get; init; }

    public DateTimeOffset? UpdatedBefore { get; init; }

    /// <summary>The end of the request's time window; null if changes are expected at any time.</summary>
    public DateTimeOffset? End => UpdatedSince is not null ? null : To is null || AsOf < To ? AsOf : To;

    public static FlightFilter Read(QueryReader query)
    {
        var (from, to) = query.Range(FlightParameters.From, FlightParameters.To);
        var (arrivesFrom, arrivesBefore) = query.Range(FlightSearchParameters.ArrivesFrom, FlightSearchParameters.ArrivesBefore);
        var filter = new FlightFilter
        {
            Origin = query.Read(OriginParameter),
            Destination = query.Read(DestinationParameter),
            Airline = query.Read(AirlineParameter),
            FlightNumber = query.Read(FlightParameters.FlightNumber),
            Flight = query.Read(FlightSearchParameters.Flight),
            Date = query.Read(FlightSearchParameters.Date),
            Status = query.Read(FlightParameters.Status),
            From = from,
            To = to,
            ArrivesFrom = arrivesFrom,
            ArrivesBefore = arrivesBefore,
            MinDelayMinutes = query.Read(FlightParameters.MinDelayMinutes),
            AsOf = query.Read(FlightParameters.AsOf),
        };
        return filter.WithParts();
    }

    /// <summary>One designator as its airline and number, by which the database finds flights without looking at all of them.</summary>
    private FlightFilter WithParts() =>
        Flight is { } flight && Airline is null && FlightNumber is null && FlightDesignator.TryParse(flight, out var parts)
            ? this with { Airline = parts.Airline.ToString(), FlightNumber = parts.Number.ToString(), Flight = null }
            : this;

    /// <summary>The arguments by the names that <see cref="FlightQueries"/> declares.</summary>
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
        new("flight", Flight),
        new("operatingDate", Date?.UtcDateTime),
        new("arrivesFrom", ArrivesFrom?.UtcDateTime),
        new("arrivesBefore", ArrivesBefore?.UtcDateTime),
        new("updatedSince", UpdatedSince?.UtcDateTime),
        new("updatedBefore", UpdatedBefore?.UtcDateTime),
    ];
}
