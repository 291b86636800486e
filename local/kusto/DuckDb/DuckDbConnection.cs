using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;
using NativeQuery = DuckDB.NET.Native.NativeMethods.Query;

namespace LocalKusto.DuckDb;

/// <summary>
/// A connection and its transaction. A connection is not thread-safe, except for <see cref="Interrupt"/>. Only one
/// <see cref="DuckDbReader"/> can be open at a time, because each statement ends the previous statement.
/// </summary>
public sealed class DuckDbConnection : IDisposable
{
    internal DuckDbConnection(DuckDBNativeConnection handle, StatementTokens tokens)
    {
        Handle = handle;
        Tokens = tokens;
        ScalarFunctionApi.GetConnectionContext(handle.DangerousGetHandle(), out var context);
        Number = ScalarFunctionApi.ConnectionId(context);
        ScalarFunctionApi.DestroyContext(ref context);
    }

    internal DuckDBNativeConnection Handle { get; }

    /// <summary>The connection's number, which is unique in its database.</summary>
    internal ulong Number { get; }

    /// <summary>The cancellation tokens of the database's connections.</summary>
    internal StatementTokens Tokens { get; }

    /// <summary>
    /// Executes one or more statements, separated by semicolons, and returns the number of rows that the last statement changed.
    /// </summary>
    public long Execute(string sql)
    {
        using var result = DuckDbResult.From(NativeQuery.DuckDBQuery(Handle, sql, out var value), value);
        return result.RowsChanged;
    }

    /// <summary>Prepares one statement. Its parameters are <c>$1</c>, <c>$2</c> and so on.</summary>
    /// <exception cref="DuckDbException">
    /// The statement is invalid, or contains U+0000, at which DuckDB would truncate the statement.
    /// </exception>
    public DuckDbStatement Prepare(string sql)
    {
        if (sql.Contains('\0'))
            throw new DuckDbException("The statement contains the character U+0000.", DuckDBErrorType.InvalidInput);
        if (PreparedStatements.DuckDBPrepare(Handle, sql, out var statement) == DuckDBState.Success)
            return new DuckDbStatement(this, statement);
        var message = PreparedStatements.DuckDBPrepareError(statement);
        statement.Dispose();
        throw new DuckDbException(message, TypeOf(message));
    }

    /// <summary>Returns the type of an error from <see cref="Prepare"/>. DuckDB reports this type only in the message.</summary>
    private static DuckDBErrorType TypeOf(string message) => message.Split(" Error:", 2)[0] switch
    {
        "Catalog" => DuckDBErrorType.Catalog,
        "Conversion" => DuckDBErrorType.Conversion,
        "Out of Range" => DuckDBErrorType.OutOfRange,
        "Invalid Input" => DuckDBErrorType.InvalidInput,
        "Out of Memory" => DuckDBErrorType.OutOfMemory,
        "IO" => DuckDBErrorType.Io,
        "FATAL" => DuckDBErrorType.Fatal,
        "TransactionContext" => DuckDBErrorType.Transaction,
        "INTERRUPT" => DuckDBErrorType.Interrupt,
        _ => DuckDBErrorType.Binder,
    };

    /// <summary>Executes a statement without parameters and returns a reader for its rows.</summary>
    public DuckDbReader ExecuteReader(string sql)
    {
        using var statement = Prepare(sql);
        return statement.ExecuteReader();
    }

    /// <summary>
    /// Executes <paramref name="work"/> in a transaction. The transaction is rolled back if <paramref name="work"/> throws an exception.
    /// </summary>
    public T InTransaction<T>(Func<DuckDbConnection, T> work)
    {
        try
        {
            Execute("BEGIN TRANSACTION");
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

    /// <summary>
    /// Makes the running statement fail with <see cref="DuckDBErrorType.Interrupt"/>. This method has no effect if no statement is running.
    /// </summary>
    public void Interrupt() => Startup.DuckDBInterrupt(Handle);

    public void Dispose() => Handle.Dispose();

    /// <summary>
    /// Ends a statement whose rows were not all read. Without this call, the statement's transaction stays open until the connection
    /// prepares its next statement. The open transaction prevents checkpoints, and appenders do not find tables that were created after the
    /// start of the transaction.
    /// </summary>
    internal void EndStatement()
    {
        _ = PreparedStatements.DuckDBPrepare(Handle, "SELECT 1", out var statement);
        statement.Dispose();
    }

    /// <summary>
    /// Rolls back the transaction after an error. Errors during the rollback are ignored, because a failed COMMIT has already ended the
    /// transaction.
    /// </summary>
    internal void TryRollback()
    {
        _ = NativeQuery.DuckDBQuery(Handle, "ROLLBACK", out var result);
        result.Close();
    }
}
