using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;
using NativeQuery = DuckDB.NET.Native.NativeMethods.Query;

namespace LocalKusto.DuckDb;

/// <summary>
/// A connection and its transaction. One thread at a time; only <see cref="Interrupt"/> may be called from others. It has one open
/// <see cref="DuckDbReader"/> at a time: the next statement ends the previous one.
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

    /// <summary>The number of the connection among those of its database.</summary>
    internal ulong Number { get; }

    /// <summary>The tokens of the database's connections.</summary>
    internal StatementTokens Tokens { get; }

    /// <summary>Runs one statement or several, separated by semicolons, and returns how many rows the last one changed.</summary>
    public long Execute(string sql)
    {
        using var result = DuckDbResult.From(NativeQuery.DuckDBQuery(Handle, sql, out var value), value);
        return result.RowsChanged;
    }

    /// <summary>Prepares one statement; parameters are written <c>$1</c>, <c>$2</c> …</summary>
    /// <exception cref="DuckDbException">The statement is not valid, or contains U+0000, at which DuckDB would truncate it.</exception>
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

    /// <summary>The type of an error of <see cref="Prepare"/>, which DuckDB states in the message only.</summary>
    private static DuckDBErrorType TypeOf(string message) => message.Split(" Error:", 2)[0] switch
    {
        "Conversion" => DuckDBErrorType.Conversion,
        "Out of Range" => DuckDBErrorType.OutOfRange,
        "Invalid Input" => DuckDBErrorType.InvalidInput,
        "Out of Memory" => DuckDBErrorType.OutOfMemory,
        "INTERRUPT" => DuckDBErrorType.Interrupt,
        _ => DuckDBErrorType.Binder,
    };

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

    /// <summary>
    /// Makes the running statement fail with <see cref="DuckDBErrorType.Interrupt"/>; it does nothing if no statement runs.
    /// </summary>
    public void Interrupt() => Startup.DuckDBInterrupt(Handle);

    public void Dispose() => Handle.Dispose();

    /// <summary>
    /// Ends a statement whose rows were not read to the end. DuckDB does so with the next statement of the connection; until then its
    /// transaction would stay open, in which an appender finds no table that was created since, and which prevents checkpoints.
    /// </summary>
    internal void EndStatement()
    {
        _ = PreparedStatements.DuckDBPrepare(Handle, "SELECT 1", out var statement);
        statement.Dispose();
    }

    /// <summary>
    /// Rolls back after an error. A failed COMMIT has already ended the transaction: nothing is rolled back, and the first error is the
    /// one to report.
    /// </summary>
    internal void TryRollback()
    {
        _ = NativeQuery.DuckDBQuery(Handle, "ROLLBACK", out var result);
        result.Close();
    }
}
