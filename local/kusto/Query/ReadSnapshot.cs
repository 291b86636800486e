using LocalKusto.DuckDb;

namespace LocalKusto.Query;

/// <summary>
/// One state of the database for all reads of a request. DuckDB plans a statement by its current statistics of the tables (a value that is
/// in no row of one needs no search there), and without a transaction executes it on their rows at a later time. Rows that are merged into
/// a materialized part in between would be found neither in the part nor among those that are not in it yet.
/// </summary>
internal sealed class ReadSnapshot : IDisposable
{
    private readonly DuckDbConnection _connection;

    public ReadSnapshot(DuckDbConnection connection)
    {
        _connection = connection;
        connection.Execute("BEGIN TRANSACTION");
    }

    /// <summary>Nothing was written.</summary>
    public void Dispose() => _connection.TryRollback();
}
