using System.Security.Cryptography;
using System.Text;

namespace LatamFunctions.Import;

/// <summary>
/// A map from the records of a kind of file to flight events: a SQL query over the view <c>input</c> with the columns <c>n</c> (the number
/// of the record, from 1) and <c>r</c> (the record as JSON). Its columns are properties of events; null values are omitted.
/// <c>n</c> must be among them, and <c>rejected</c> may state why a record cannot become an event.
/// </summary>
/// <param name="Name">The name of the map, which is also the source of its events.</param>
/// <param name="Sql">The query in DuckDB's SQL.</param>
/// <param name="RecordNames">
/// The names in <c>-- records: a, b</c>: the XML elements that are records, or the properties of a JSON object whose arrays hold them.
/// </param>
internal sealed record FlightMap(string Name, string Sql, IReadOnlyList<string> RecordNames)
{
    private const string RecordsMark = "-- records:";

    /// <summary>A hash that detects a change of the map since an earlier run.</summary>
    public string Fingerprint => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)))[..16];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "maps");

    public static IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.sql").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    /// <exception cref="ImportException">There is no such map.</exception>
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
