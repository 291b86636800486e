using System.Text.Json;
using DuckDB.NET.Native;
using LocalKusto.DuckDb;

namespace KqlBenchmark;

/// <summary>
/// The row count and column sums of a result, which can be compared between KQL and SQL although their formats for times and strings
/// differ.
/// </summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Sums">The sum of each numeric column, in column order.</param>
internal sealed record ResultSummary(long Rows, IReadOnlyList<double> Sums)
{
    /// <summary>Returns whether two results are equal, apart from rounding differences between the sums.</summary>
    public bool Matches(ResultSummary other) => Rows == other.Rows && Sums.Count == other.Sums.Count
        && Sums.Zip(other.Sums).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-9 * Math.Max(1, Math.Abs(pair.First)));

    /// <summary>Summarizes the first table in a v1 response.</summary>
    /// <returns>The summary, and whether each column is numeric.</returns>
    public static (ResultSummary Summary, bool[] IsNumeric) Of(byte[] response)
    {
        using var json = JsonDocument.Parse(response);
        var table = json.RootElement.GetProperty("Tables")[0];
        bool[] isNumeric =
        [
            .. table.GetProperty("Columns").EnumerateArray()
                .Select(column => column.GetProperty("ColumnType").GetString() is "long" or "int" or "real"),
        ];
        var sums = new double[isNumeric.Length];
        var rows = 0L;
        foreach (var row in table.GetProperty("Rows").EnumerateArray())
        {
            rows++;
            for (var i = 0; i < sums.Length; i++)
            {
                if (isNumeric[i] && row[i].ValueKind == JsonValueKind.Number)
                    sums[i] += row[i].GetDouble();
            }
        }
        return (new ResultSummary(rows, [.. sums.Where((_, i) => isNumeric[i])]), isNumeric);
    }

    /// <summary>Executes a SQL query and summarizes its result.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="isNumeric">Whether each column is numeric. Times are numbers in the database, but are not numeric columns.</param>
    public static ResultSummary Of(Engine engine, string sql, bool[] isNumeric)
    {
        var sums = new double[isNumeric.Length];
        var rows = 0L;
        engine.ExecuteSql(sql, reader =>
        {
            rows += reader.ChunkSize;
            for (var i = 0; i < isNumeric.Length; i++)
            {
                for (var row = 0; isNumeric[i] && row < reader.ChunkSize; row++)
                    sums[i] += Number(reader[i], row);
            }
        });
        return new ResultSummary(rows, [.. sums.Where((_, i) => isNumeric[i])]);
    }

    private static double Number(DuckDbVector column, int row) => column.IsNull(row) ? 0
        : column.Type is DuckDBType.Double or DuckDBType.Float ? column.GetDouble(row) : column.GetInt64(row);
}
