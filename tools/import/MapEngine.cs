using System.Reflection;
using DuckDB.NET.Data;

namespace LatamFunctions.Import;

/// <summary>
/// Runs a map over chunks of records in an in-memory DuckDB database. A map can use the view <c>input</c>, the table <c>airports</c>
/// (kusto/reference/airports.csv) and the macros in macros.sql.
/// </summary>
internal sealed class MapEngine : IDisposable
{
    private readonly FlightMap _map;
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    /// <param name="map">The map from records to events.</param>
    /// <param name="fileTime">The file's last write time, which is the default time for records without a time.</param>
    public MapEngine(FlightMap map, DateTime fileTime)
    {
        _map = map;
        _connection.Open();
        using var macros = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("macros.sql")!);
        var airports = Path.Combine(AppContext.BaseDirectory, "airports.csv").Replace("'", "''", StringComparison.Ordinal);
        Execute(
            $"""
            SET TimeZone = 'UTC';
            CREATE TABLE input (n BIGINT, r JSON);
            CREATE TABLE airports AS FROM read_csv('{airports}', header = true, all_varchar = true);
            CREATE MACRO file_time() AS TIMESTAMP '{fileTime:yyyy-MM-dd HH:mm:ss}';
            {macros.ReadToEnd()}
            """);
    }

    /// <summary>Maps records to events, in order.</summary>
    /// <param name="records">The record numbers and the records as JSON objects.</param>
    /// <exception cref="ImportException">The map is not valid SQL, fails for a record, or returns no column <c>n</c>.</exception>
    public IReadOnlyList<MappedRecord> Map(IReadOnlyList<(long Number, string Json)> records)
    {
        if (records.Count == 0)
            return [];

        Execute("TRUNCATE input");
        using (var appender = _connection.CreateAppender("input"))
        {
            foreach (var (number, json) in records)
                appender.CreateRow().AppendValue(number).AppendValue(json).EndRow();
        }

        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = $"SELECT * FROM (\n{_map.Sql}\n) ORDER BY n";
            using var rows = command.ExecuteReader();
            var mapped = new List<MappedRecord>(records.Count);
            while (rows.Read())
                mapped.Add(MappedRecord.From(rows, _map));
            return mapped;
        }
        catch (DuckDBException e)
        {
            throw new ImportException(
                $"The map {_map.Name} fails for the records from {records[0].Number} to {records[^1].Number}: {e.Message}", e);
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
