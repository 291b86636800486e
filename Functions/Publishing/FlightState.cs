using System.Data;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LatamFunctions.Flights;
using LatamFunctions.Kusto;

namespace LatamFunctions.Publishing;

/// <summary>
/// A flight as a correction finds it: the columns of GetFlight() in kusto/schema.kql on which corrections depend. A string is empty, and a
/// number or time null, if its value is unknown.
/// </summary>
/// <param name="ETag">The ETag that GET returns.</param>
/// <param name="LatestTime">The time at which the latest event occurred.</param>
internal sealed record FlightState(string ETag, DateTime LatestTime) : FlightVersion(ETag, LatestTime)
{
    public string Airline { get; init; } = "";

    public string FlightNumber { get; init; } = "";

    /// <summary>A date like <c>2024-05-01</c>.</summary>
    public string OperatingDate { get; init; } = "";

    public string Origin { get; init; } = "";

    public string Destination { get; init; } = "";

    public string ArrivalAirport { get; init; } = "";

    public bool IsDiverted { get; init; }

    /// <summary>A time in UTC.</summary>
    public DateTime? ScheduledDeparture { get; init; }

    public int? DelayMinutes { get; init; }

    public int? DepartureDelayMinutes { get; init; }

    public int? ArrivalDelayMinutes { get; init; }

    /// <summary>The properties without a column. Empty if a publisher stated another JSON value than an object.</summary>
    public JsonObject Extra { get; init; } = [];

    /// <summary>The properties whose values GET derives from others, if there are any: no event contains them.</summary>
    public IReadOnlyList<string> Derived { get; init; } = [];

    /// <returns>Null if the flight does not exist.</returns>
    public static new async Task<FlightState?> ReadAsync(KustoClient kusto, string flightId, CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Get(flightId), cancellationToken);
        return rows.HasRow ? From(rows.Reader) : null;
    }

    /// <param name="row">A row of GetFlight().</param>
    public static FlightState From(IDataRecord row)
    {
        return new FlightState(FlightETag.From(row), LatestTimeOf(row))
        {
            Airline = Text("Airline"),
            FlightNumber = Text("FlightNumber"),
            OperatingDate = Text("OperatingDate"),
            Origin = Text("Origin"),
            Destination = Text("Destination"),
            ArrivalAirport = Text("ArrivalAirport"),
            IsDiverted = Value("IsDiverted") is { } isDiverted && Convert.ToBoolean(isDiverted, CultureInfo.InvariantCulture),
            ScheduledDeparture = (DateTime?)Value("ScheduledDeparture"),
            DelayMinutes = Minutes("DelayMinutes"),
            DepartureDelayMinutes = Minutes("DepartureDelayMinutes"),
            ArrivalDelayMinutes = Minutes("ArrivalDelayMinutes"),
            Extra = ObjectOf(Value("Extra")?.ToString()),
            Derived = Text("Derived").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        };

        object? Value(string column) => row.GetValue(row.GetOrdinal(column)) is var value and not DBNull ? value : null;

        string Text(string column) => Value(column) as string ?? "";

        // The client returns a bool as a signed byte, and may return a number in another width.
        int? Minutes(string column) => Value(column) is { } minutes ? Convert.ToInt32(minutes, CultureInfo.InvariantCulture) : null;
    }

    /// <param name="json">The value of a dynamic column: JSON, or a string that is not JSON.</param>
    private static JsonObject ObjectOf(string? json)
    {
        if (json is null || !json.AsSpan().TrimStart().StartsWith('{'))
            return [];

        try
        {
            return JsonNode.Parse(json)!.AsObject();
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
