using LocalKusto.DuckDb;

namespace ApiBenchmark;

/// <summary>The DuckDB file of a stack that is not running.</summary>
internal sealed class FlightsDatabase : IDisposable
{
    private FlightsDatabase(DuckDbDatabase database, FlightsTable flights) => (Database, Flights) = (database, flights);

    public DuckDbDatabase Database { get; }

    public FlightsTable Flights { get; }

    /// <param name="folder">The stack's data folder.</param>
    /// <param name="columns">The columns of the view FlightStates, in order.</param>
    /// <exception cref="InvalidOperationException">The view is not materialized, or is only partially materialized.</exception>
    public static FlightsDatabase Open(string folder, IReadOnlyList<string> columns)
    {
        var database = DuckDbDatabase.Open(
            Path.Combine(folder, "kusto", "kusto.duckdb"), new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        try
        {
            using var connection = database.Connect();
            var parts = Path.Combine(folder, "kusto", "views.duckdb");
            if (!File.Exists(parts))
                throw new InvalidOperationException($"The file {parts} does not exist. Start the stack once, so that it stores the views.");
            connection.Execute($"ATTACH {FlightsTable.Text(parts)} AS parts (READ_ONLY)");
            return new FlightsDatabase(database, new FlightsTable(PhysicalName(connection), columns));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public void Dispose() => Database.Dispose();

    /// <summary>Reads the name of the table with the view's materialized portion from the engine's catalog (local/kusto/Catalog).</summary>
    private static string PhysicalName(DuckDbConnection connection)
    {
        using var parts = connection.ExecuteReader(
            "SELECT part, source, rows FROM parts.materialized_parts WHERE view = 'FlightStates'");
        if (!parts.Read())
            throw new InvalidOperationException("The stack has no table for the view FlightStates, so SQL cannot query the view.");

        var (table, source, rows) = (parts.GetString(0), parts.GetString(1), parts.GetInt64(2));
        using var missing = connection.ExecuteReader(FormattableString.Invariant($"SELECT count(*) - {rows} FROM {source}"));
        return missing.Read() && missing.GetInt64(0) == 0
            ? table
            : throw new InvalidOperationException(
                "The table of the view FlightStates does not include all events yet, so its results would differ from the API's.");
    }
}
