using LocalKusto.DuckDb;

namespace LocalKusto.Query;

/// <summary>
/// A transaction in which all reads of a request see the same state of the database. DuckDB plans a statement with the current statistics
/// of the tables: it does not scan a table if no row can have the requested value. Without a transaction, the statement would read the rows
/// of a later state. Rows that were merged into a materialized part in between would then be missing both in the part and in the delta.
/// </summary>
internal sealed class ReadSnapshot : IDisposable
{
    private readonly DuckDbConnection _connection;

    public ReadSnapshot(DuckDbConnection connection)
    {
        _connection = connection;
        connection.Execute("BEGIN TRANSACTION");
    }

    /// <summary>Ends the transaction. It has no changes to commit.</summary>
    public void Dispose() => _connection.TryRollback();
}
