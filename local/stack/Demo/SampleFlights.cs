using LocalKusto.DuckDb;
using LocalStack.Configuration;

namespace LocalStack.Demo;

/// <summary>
/// Three million real departures in the United States, January to June 2001: the file flights-3m.parquet of the npm package vega-datasets.
/// It is read in pieces, with DuckDB, from a separate database.
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
                $"The sample flights are missing: {path} does not exist. Build again; the build installs them with npm.");
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
    /// Writes <paramref name="wanted"/> flights, evenly spread over the file, into requests. The same row gives the same event in any
    /// sample: a larger sample contains the smaller ones that divide it, and a second run repeats the first.
    /// </summary>
    /// <param name="wanted">The number of flights, at most <see cref="Count"/>.</param>
    /// <param name="eventsPerRequest">A request is closed earlier when it is full.</param>
    public IEnumerable<SendRequest> Requests(long wanted, int eventsPerRequest = int.MaxValue)
    {
        using var connection = _database.Connect();
        using var statement = connection.Prepare(
            $"SELECT file_row_number, date, delay, distance, origin, destination FROM {Table} WHERE file_row_number * $1 % $2 < $1");
        statement.Bind(1, wanted);
        statement.Bind(2, Count);
        using var reader = statement.ExecuteReader();
        var request = new SendRequest();
        while (reader.ReadChunk())
        {
            for (var row = 0; row < reader.ChunkSize; row++)
            {
                if (request.IsFull || request.Events == eventsPerRequest)
                {
                    yield return request;
                    request = new SendRequest();
                }

                request.Add(new SampleFlight(
                    reader[0].GetInt64(row),
                    reader[1].GetDateTime(row),
                    (int)reader[2].GetInt64(row),
                    (int)reader[3].GetInt64(row),
                    reader[4].GetUtf8(row),
                    reader[5].GetUtf8(row)));
            }
        }

        if (request.Events > 0)
            yield return request;
    }

    public void Dispose() => _database.Dispose();

    private string Table => $"read_parquet('{_path.Replace("'", "''", StringComparison.Ordinal)}', file_row_number = true)";
}
