using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace LocalKusto.DuckDb;

/// <summary>
/// Appends data chunks to a table, in the transaction of the appender's connection. <see cref="Flush"/> adds the rows to the table.
/// Disposing of the appender discards rows that have not been flushed.
/// </summary>
public sealed class DuckDbAppender : IDisposable
{
    private readonly DuckDBAppender _handle;

    internal DuckDbAppender(DuckDbConnection connection, string table)
    {
        if (Appender.DuckDBAppenderCreate(connection.Handle, null, table, out _handle) != DuckDBState.Success)
        {
            var error = Error();
            _handle.Dispose();
            throw error;
        }
    }

    /// <summary>
    /// Creates an empty chunk with the table's columns. The chunk can be reused for any number of <see cref="Append"/> calls.
    /// </summary>
    public DuckDbDataChunk CreateChunk()
    {
        var types = new DuckDBLogicalType[(int)Appender.DuckDBAppenderColumnCount(_handle)];
        for (var i = 0; i < types.Length; i++)
            types[i] = Appender.DuckDBAppenderColumnType(_handle, (ulong)i);
        try
        {
            return new DuckDbDataChunk(types);
        }
        finally
        {
            Array.ForEach(types, type => type.Dispose());
        }
    }

    /// <summary>Copies the chunk's rows and clears the chunk.</summary>
    public void Append(DuckDbDataChunk chunk)
    {
        if (Appender.DuckDBAppendDataChunk(_handle, chunk.Seal()) != DuckDBState.Success)
            throw Error();
        chunk.Reset();
    }

    /// <exception cref="DuckDbException">
    /// A row violates a constraint. None of the rows that were appended since the last flush is stored.
    /// </exception>
    public void Flush()
    {
        if (Appender.DuckDBAppenderFlush(_handle) != DuckDBState.Success)
            throw Error();
    }

    public void Dispose()
    {
        if (_handle.IsClosed)
            return;
        // DuckDB flushes the remaining rows when the appender is destroyed. After an error or a cancellation, these rows must be discarded.
        _ = Appender.DuckDBAppenderClear(_handle);
        _handle.Dispose();
    }

    private DuckDbException Error()
    {
        using var error = Appender.DuckDBAppenderErrorData(_handle);
        return new DuckDbException(ErrorData.DuckDBErrorDataMessage(error), ErrorData.DuckDBErrorDataErrorType(error));
    }
}
