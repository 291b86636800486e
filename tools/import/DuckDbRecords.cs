using System.Globalization;
using DuckDB.NET.Data;

namespace LatamFunctions.Import;

/// <summary>
/// Reads CSV and Parquet files with DuckDB. Each row becomes a record, which is a JSON object. CSV values are strings, which the map
/// converts.
/// </summary>
internal static class DuckDbRecords
{
    /// <summary>Reads CSV. DuckDB omits rows that do not match the header row. These rows are returned as errors at the end.</summary>
    public static IEnumerable<SourceRecord> ReadCsv(FileInfo file, string encoding)
    {
        using var connection = Open();
        foreach (var row in Rows(connection, $"SELECT CAST(to_json(t) AS VARCHAR) FROM {Csv(file, encoding)} t"))
            yield return new SourceRecord(row);
        const string unreadable = "SELECT concat('line ', line, ' is not CSV: ', lower(CAST(error_type AS VARCHAR))) FROM reject_errors";
        foreach (var error in Rows(connection, unreadable))
            yield return new SourceRecord(null, error);
    }

    public static IEnumerable<SourceRecord> ReadParquet(FileInfo file)
    {
        using var connection = Open();
        foreach (var row in Rows(connection, $"SELECT CAST(to_json(t) AS VARCHAR) FROM read_parquet({Literal(file.FullName)}) t"))
            yield return new SourceRecord(row);
    }

    public static long CountCsv(FileInfo file, string encoding) => Count(Csv(file, encoding));

    public static long CountParquet(FileInfo file) => Count($"read_parquet({Literal(file.FullName)})");

    private static string Csv(FileInfo file, string encoding) =>
        $"read_csv({Literal(file.FullName)}, header = true, all_varchar = true, encoding = {Literal(encoding)}, "
        + "null_padding = true, store_rejects = true, parallel = false)";

    private static long Count(string table)
    {
        using var connection = Open();
        return long.Parse(Rows(connection, $"SELECT CAST(count(*) AS VARCHAR) FROM {table}").Single(), CultureInfo.InvariantCulture);
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }

    private static IEnumerable<string> Rows(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var reader = Execute(command);
        while (Read(reader))
            yield return reader.GetString(0);
    }

    private static DuckDBDataReader Execute(DuckDBCommand command)
    {
        try
        {
            return command.ExecuteReader();
        }
        catch (DuckDBException e)
        {
            throw new ImportException($"The file cannot be read: {e.Message}", e);
        }
    }

    private static bool Read(DuckDBDataReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (DuckDBException e)
        {
            throw new ImportException($"The file cannot be read: {e.Message}", e);
        }
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
