using LocalKusto.DuckDb;

namespace LocalKusto.Query;

/// <summary>
/// A transaction in which all reads of a request use the same state of the database. When DuckDB plans a statement, it uses the current
/// statistics of the tables to omit a table if no row can have the requested value. Without a transaction, the statement could read a later
/// state than its plan. Rows that were merged into a materialized part between planning and reading would then be missing from both the
/// part and the delta.
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
