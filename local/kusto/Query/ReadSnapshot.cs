using LocalKusto.Catalog;
using LocalKusto.DuckDb;

namespace LocalKusto.Query;

/// <summary>
/// A transaction in which all reads of a request use the same state of the database. When DuckDB plans a statement, it uses the current
/// statistics of the tables to omit a table if no row can have the requested value. Without a transaction, the statement could read a later
/// state than the state for which it was planned. Rows that were merged into a materialized part between planning and reading would then be
/// missing from both the part and the delta.
/// </summary>
internal sealed class ReadSnapshot : IDisposable
{
    private readonly DuckDbConnection _connection;

    /// <param name="connection">The connection of the request.</param>
    /// <param name="readsParts">
    /// Whether the request reads materialized parts of views. If so, the snapshot of the parts is taken before the snapshot of the tables,
    /// so that a view never includes rows that its source does not have yet.
    /// </param>
    public ReadSnapshot(DuckDbConnection connection, bool readsParts)
    {
        _connection = connection;
        try
        {
            connection.Execute(readsParts ? $"BEGIN TRANSACTION; {MaterializedPartStore.SnapshotSql}" : "BEGIN TRANSACTION");
        }
        catch
        {
            // The pool must not receive a connection with an open transaction.
            connection.TryRollback();
            throw;
        }
    }

    /// <summary>Ends the transaction, which has no changes to commit.</summary>
    public void Dispose() => _connection.TryRollback();
}
