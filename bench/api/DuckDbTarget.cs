using LocalKusto.DuckDb;

namespace ApiBenchmark;

/// <summary>Executes the queries as SQL on a separate connection.</summary>
internal sealed class DuckDbTarget(DuckDbDatabase database, FlightsTable flights) : IQueryTarget
{
    private readonly DuckDbConnection _connection = database.Connect();

    public ValueTask<string?> ExecuteAsync(BenchmarkQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sql = query.SqlOn(flights);
        try
        {
            using var reader = _connection.ExecuteReader(sql);
            while (reader.ReadChunk())
            {
                // DuckDB computes the rows when they are read. The values are not used.
            }

            return ValueTask.FromResult<string?>(null);
        }
        catch (DuckDbException e)
        {
            return ValueTask.FromResult<string?>($"{sql}: {e.Message}");
        }
    }

    public void Dispose() => _connection.Dispose();
}
