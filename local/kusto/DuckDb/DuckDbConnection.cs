namespace LocalKusto.DuckDb;

/// <summary>
/// A connection and its transaction. One thread at a time; only <see cref="Interrupt"/> may be called from others. It carries
/// one open <see cref="DuckDbReader"/> at a time: the next statement ends the one before.
/// </summary>
public sealed class DuckDbConnection : IDisposable
{
    internal DuckDbConnection(ConnectionHandle handle) => Handle = handle;

    internal ConnectionHandle Handle { get; }

    /// <summary>Runs one statement or several, separated by semicolons, and answers how many rows the last one changed.</summary>
    public long Execute(string sql)
    {
        using var result = new ResultHandle();
        if (NativeMethods.Query(Handle, sql, result) != 0)
            throw DuckDbException.From(result);
        return (long)NativeMethods.RowsChanged(result);
    }

    /// <summary>Prepares one statement; parameters are written <c>$1</c>, <c>$2</c> …</summary>
    public unsafe DuckDbStatement Prepare(string sql)
    {
        if (NativeMethods.Prepare(Handle, sql, out var statement) == 0)
            return new DuckDbStatement(statement);
        var message = NativeMethods.ToText(NativeMethods.PrepareError(statement));
        statement.Dispose();
        throw new DuckDbException(message, DuckDbErrorType.Binder);
    }

    /// <summary>Rows of a statement without parameters.</summary>
    public DuckDbReader ExecuteReader(string sql)
    {
        using var statement = Prepare(sql);
        return statement.ExecuteReader();
    }

    /// <summary>Commits what <paramref name="work"/> did, or rolls it back when it throws.</summary>
    public T InTransaction<T>(Func<DuckDbConnection, T> work)
    {
        Execute("BEGIN TRANSACTION");
        try
        {
            var result = work(this);
            Execute("COMMIT");
            return result;
        }
        catch
        {
            TryRollback();
            throw;
        }
    }

    public DuckDbAppender CreateAppender(string table) => new(this, table);

    /// <summary>Makes the running statement fail with <see cref="DuckDbErrorType.Interrupt"/>; without one it does nothing.</summary>
    public void Interrupt() => NativeMethods.Interrupt(Handle);

    public void Dispose() => Handle.Dispose();

    /// <summary>After an error. A failed COMMIT has already ended the transaction; then there is nothing to roll back, and the first error is the one to tell.</summary>
    internal void TryRollback()
    {
        using var result = new ResultHandle();
        _ = NativeMethods.Query(Handle, "ROLLBACK", result);
    }
}
