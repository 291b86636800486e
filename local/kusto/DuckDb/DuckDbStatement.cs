using System.Text;
using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace LocalKusto.DuckDb;

/// <summary>A prepared statement. Parameter indexes start at 1, and parameters retain their values between executions.</summary>
public sealed unsafe class DuckDbStatement : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly DuckDBPreparedStatement _handle;

    internal DuckDbStatement(DuckDbConnection connection, DuckDBPreparedStatement handle) =>
        (_connection, _handle) = (connection, handle);

    public int ParameterCount => (int)PreparedStatements.DuckDBParams(_handle);

    public void Bind(int index, long value) => Check(index, PreparedStatements.DuckDBBindInt64(_handle, index, value));

    public void Bind(int index, string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        fixed (byte* text = utf8)
        {
            // A null pointer would bind NULL instead of the empty string.
            byte nothing = 0;
            Check(index, (DuckDBState)NativeMethods.BindVarchar(_handle, (ulong)index, text == null ? &nothing
                : text, (ulong)utf8.Length));
        }
    }

    /// <summary>Executes the statement and returns the number of rows that it changed.</summary>
    public long Execute()
    {
        using var result = DuckDbResult.From(PreparedStatements.DuckDBExecutePrepared(_handle, out var value), value);
        return result.RowsChanged;
    }

    /// <summary>
    /// Starts the statement and returns a reader for its rows. The rows are streamed, so memory use does not grow with the number of rows.
    /// </summary>
    public DuckDbReader ExecuteReader() =>
        // duckdb.h marks this function as deprecated, but no other function returns rows before the whole result is computed.
        new(_connection, DuckDbResult.From(PreparedStatements.DuckDBExecutePreparedStreaming(_handle, out var value), value));

    public void Dispose() => _handle.Dispose();

    private void Check(int index, DuckDBState state)
    {
        if (state != DuckDBState.Success)
            throw new DuckDbException($"Parameter ${index} cannot be bound. The statement has {ParameterCount} parameters.");
    }
}
