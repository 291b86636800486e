using LocalKusto.DuckDb;
using LocalStack.Configuration;

namespace LocalStack.Demo;

/// <summary>
/// Three million real departures in the United States, January to June 2001: the file flights-3m.parquet in the npm package vega-datasets.
/// A separate DuckDB database reads the file in chunks.
/// </summary>
internal sealed class SampleFlights : IDisposable
{
    private readonly string _path;
    private readonly DuckDbDatabase _database;

    public SampleFlights(string path)
    {
        if (!File.Exists(path))
        {
            throw new StackStartException(
                $"The sample flights are missing: {path} does not exist. Build the project again, which installs the flights with npm.");
        }

        _path = path;
        _database = DuckDbDatabase.Open(DuckDbDatabase.InMemory, new Dictionary<string, string> { ["threads"] = "1" });
        using var connection = _database.Connect();
        using var reader = connection.ExecuteReader($"SELECT count(*) FROM {Table}");
        reader.Read();
        Count = reader.GetInt64(0);
    }

    public long Count { get; }

    /// <summary>
    /// Reads the events of <paramref name="wanted"/> flights, which are distributed evenly over the file. A row produces the same event in
    /// every sample, so a second run repeats the events of the first run.
    /// </summary>
    /// <param name="wanted">The number of flights, at most <see cref="Count"/>.</param>
    public IEnumerable<SampleEvent> Events(long wanted)
    {
        using var connection = _database.Connect();
        using var statement = connection.Prepare(
            $"SELECT file_row_number, date, delay, distance, origin, destination FROM {Table} WHERE file_row_number * $1 % $2 < $1");
        statement.Bind(1, wanted);
        statement.Bind(2, Count);
        using var reader = statement.ExecuteReader();
        while (reader.ReadChunk())
        {
            for (var row = 0; row < reader.ChunkSize; row++)
            {
                var flight = new SampleFlight(
                    reader[0].GetInt64(row),
                    reader[1].GetDateTime(row),
                    (int)reader[2].GetInt64(row),
                    (int)reader[3].GetInt64(row),
                    reader[4].GetUtf8(row),
                    reader[5].GetUtf8(row));
                yield return new SampleEvent(flight.Row, flight.ToJson());
            }
        }
    }

    public void Dispose() => _database.Dispose();

    private string Table => $"read_parquet('{_path.Replace("'", "''", StringComparison.Ordinal)}', file_row_number = true)";
}
