using System.Globalization;

namespace ApiBenchmark;

/// <summary>The DuckDB table that holds the materialized view FlightStates, and the pieces of SQL that the queries share.</summary>
/// <param name="name">The table's name in DuckDB.</param>
/// <param name="columns">The view's columns in order: DuckDB's are named c0, c1, and so on.</param>
internal sealed class FlightsTable(string name, IReadOnlyList<string> columns)
{
    private static readonly string[] Shown =
    [
        "FlightId", "Airline", "FlightNumber", "Origin", "Destination", "ScheduledDeparture", "ScheduledArrival", "EstimatedDeparture",
        "EstimatedArrival", "ActualDeparture", "ActualArrival", "DelayMinutes", "DistanceKm", "Aircraft", "EventType", "EventId",
        "OccurredAt", "Extra",
    ];

    private readonly Dictionary<string, string> _columns = columns.Index()
        .ToDictionary(column => column.Item, column => $"c{column.Index}");

    public string Name => name;

    /// <summary>The name of a column of the view in DuckDB.</summary>
    public string this[string column] => _columns[column];

    /// <summary>The columns of ApiFlights() in kusto/schema.kql.</summary>
    public string ApiColumns => string.Join(", ", Shown.Select(column => this[column])) + $", {this["Status"]}";

    /// <summary>The delay; null for a canceled flight, which has none.</summary>
    public string Delay => $"CASE WHEN {IsCancelled} THEN NULL ELSE {this["DelayMinutes"]} END";

    /// <summary>The counts of flights, cancelled, measured and on time, and the average delay.</summary>
    public string Statistics =>
        $"count(*) AS flight_count, count(*) FILTER ({IsCancelled}), count({Delay}), count(*) FILTER ({Delay} < 15), avg({Delay})";

    /// <summary>The scheduled departure as a time of DuckDB's. The engine stores ticks of 100 ns since the year 1.</summary>
    public string Departure => string.Create(CultureInfo.InvariantCulture,
        $"make_timestamp(({this["ScheduledDeparture"]} - {DateTime.UnixEpoch.Ticks}) // {TimeSpan.TicksPerMicrosecond})");

    public string DepartsWithin(DateOnly from, DateOnly before) =>
        $"{this["ScheduledDeparture"]} >= {Day(from)} AND {this["ScheduledDeparture"]} < {Day(before)}";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private string IsCancelled => this["IsCancelled"];

    private static string Day(DateOnly day) => day.ToDateTime(TimeOnly.MinValue).Ticks.ToString(CultureInfo.InvariantCulture);
}
