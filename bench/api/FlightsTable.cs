using System.Globalization;

namespace ApiBenchmark;

/// <summary>The DuckDB table with the materialized view FlightStates, and the SQL expressions that the queries share.</summary>
/// <param name="name">The table's name in DuckDB.</param>
/// <param name="columns">The view's columns in order. DuckDB's columns are named c0, c1, and so on.</param>
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

    /// <summary>Gets the DuckDB name of a column of the view.</summary>
    public string this[string column] => _columns[column];

    /// <summary>The columns of ApiFlights() in kusto/schema.kql.</summary>
    public string ApiColumns => string.Join(", ", Shown.Select(column => this[column])) + $", {this["Status"]}";

    /// <summary>The SQL expression for the delay, which is null for a cancelled flight.</summary>
    public string Delay => $"CASE WHEN {IsCancelled} THEN NULL ELSE {this["DelayMinutes"]} END";

    /// <summary>
    /// The SQL expressions for the number of flights, cancelled flights, flights with a delay and flights on time, and for the average
    /// delay.
    /// </summary>
    public string Statistics =>
        $"count(*) AS flight_count, count(*) FILTER ({IsCancelled}), count({Delay}), count(*) FILTER ({Delay} < 15), avg({Delay})";

    /// <summary>
    /// The SQL expression for the scheduled departure as a DuckDB timestamp. The engine stores ticks of 100 ns since the year 1.
    /// </summary>
    public string Departure => string.Create(CultureInfo.InvariantCulture,
        $"make_timestamp(({this["ScheduledDeparture"]} - {DateTime.UnixEpoch.Ticks}) // {TimeSpan.TicksPerMicrosecond})");

    public string DepartsWithin(DateOnly from, DateOnly before) =>
        $"{this["ScheduledDeparture"]} >= {Day(from)} AND {this["ScheduledDeparture"]} < {Day(before)}";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private string IsCancelled => this["IsCancelled"];

    private static string Day(DateOnly day) => day.ToDateTime(TimeOnly.MinValue).Ticks.ToString(CultureInfo.InvariantCulture);
}
