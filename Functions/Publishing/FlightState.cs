using System.Data;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LatamFunctions.Flights;
using LatamFunctions.Kusto;

namespace LatamFunctions.Publishing;

/// <summary>
/// The state of a flight before a correction: the columns of <c>GetFlight()</c> in kusto/schema.kql on which corrections depend. Unknown
/// strings are empty; unknown numbers and times are <c>null</c>.
/// </summary>
/// <param name="ETag">The ETag that GET returns.</param>
/// <param name="LatestTime">The time at which the latest event occurred.</param>
internal sealed record FlightState(string ETag, DateTime LatestTime) : FlightVersion(ETag, LatestTime)
{
    public string Airline { get; init; } = "";

    public string FlightNumber { get; init; } = "";

    /// <summary>The operating date in the form <c>2024-05-01</c>.</summary>
    public string OperatingDate { get; init; } = "";

    public string Origin { get; init; } = "";

    public string Destination { get; init; } = "";

    public string ArrivalAirport { get; init; } = "";

    public bool IsDiverted { get; init; }

    /// <summary>The scheduled departure in UTC.</summary>
    public DateTime? ScheduledDeparture { get; init; }

    public int? DelayMinutes { get; init; }

    public int? DepartureDelayMinutes { get; init; }

    public int? ArrivalDelayMinutes { get; init; }

    /// <summary>The properties without a column; empty if the stored value is not a JSON object.</summary>
    public JsonObject Extra { get; init; } = [];

    /// <summary>The properties whose values GET derives from other properties because no event contains them.</summary>
    public IReadOnlyList<string> Derived { get; init; } = [];

    /// <returns>The state; <c>null</c> if the flight does not exist.</returns>
    public static new async Task<FlightState?> ReadAsync(KustoClient kusto, string flightId, CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Get(flightId), cancellationToken);
        return rows.HasRow ? From(rows.Reader) : null;
    }

    /// <param name="row">A row that <c>GetFlight()</c> returns.</param>
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

        // The Kusto client returns a bool as a signed byte, and can return integers of different sizes.
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
