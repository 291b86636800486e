using System.Security.Cryptography;
using System.Text;

namespace LatamFunctions.Import;

/// <summary>
/// A map from the records in a kind of file to flight events. The map is a SQL query over the view <c>input</c>, which has the columns
/// <c>n</c> (the record number, starting at 1) and <c>r</c> (the record as JSON). The query's result columns are event properties, and
/// null values are omitted. The result must contain the column <c>n</c>. An optional column <c>rejected</c> contains the reason why a
/// record cannot become an event.
/// </summary>
/// <param name="Name">The name of the map, which is also the source of its events.</param>
/// <param name="Sql">The query in DuckDB's SQL.</param>
/// <param name="RecordNames">
/// The names in <c>-- records: a, b</c>: XML elements that are records, or properties of a JSON object whose arrays contain records.
/// </param>
internal sealed record FlightMap(string Name, string Sql, IReadOnlyList<string> RecordNames)
{
    private const string RecordsMark = "-- records:";

    /// <summary>A hash of the query, which detects whether the map has changed since an earlier run.</summary>
    public string Fingerprint => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)))[..16];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "maps");

    public static IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.sql").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    /// <exception cref="ImportException">The map does not exist.</exception>
    public static FlightMap Load(string nameOrPath)
    {
        var path = nameOrPath.EndsWith(".sql", StringComparison.Ordinal) ? nameOrPath : Path.Combine(Folder, nameOrPath + ".sql");
        if (!File.Exists(path))
            throw new ImportException(
                $"The map {nameOrPath} does not exist. Use one of {string.Join(", ", Names)}, or the path of a .sql file.");

        var sql = File.ReadAllText(path);
        var records = sql.Split('\n').FirstOrDefault(line => line.StartsWith(RecordsMark, StringComparison.Ordinal));
        return new FlightMap(
            Path.GetFileNameWithoutExtension(path),
            sql.TrimEnd().TrimEnd(';'),
            records?[RecordsMark.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []);
    }
}
