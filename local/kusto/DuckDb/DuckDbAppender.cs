namespace LocalKusto.DuckDb;

/// <summary>
/// Appends data chunks to a table, in the transaction of its connection. Rows are in the table after <see cref="Flush"/>;
/// disposing without it forgets those not flushed.
/// </summary>
public sealed unsafe class DuckDbAppender : IDisposable
{
    private readonly AppenderHandle _handle;

    internal DuckDbAppender(DuckDbConnection connection, string table)
    {
        if (NativeMethods.CreateAppender(connection.Handle, null, table, out _handle) != 0)
        {
            var error = Error();
            _handle.Dispose();
            throw error;
        }
    }

    /// <summary>An empty chunk with the columns of the table; one serves for any number of <see cref="Append"/> calls.</summary>
    public DuckDbDataChunk CreateChunk()
    {
        var types = new LogicalTypeHandle[(int)NativeMethods.AppenderColumnCount(_handle)];
        for (var i = 0; i < types.Length; i++)
            types[i] = NativeMethods.AppenderColumnType(_handle, (ulong)i);
        try
        {
            return new DuckDbDataChunk(types);
        }
        finally
        {
            Array.ForEach(types, type => type.Dispose());
        }
    }

    /// <summary>Takes over a copy of the chunk's rows and empties it for the next ones.</summary>
    public void Append(DuckDbDataChunk chunk)
    {
        if (NativeMethods.AppendDataChunk(_handle, chunk.Seal()) != 0)
            throw Error();
        chunk.Reset();
    }

    /// <exception cref="DuckDbException">A row breaks a constraint; none of those since the last flush is in the table then.</exception>
    public void Flush()
    {
        if (NativeMethods.FlushAppender(_handle) != 0)
            throw Error();
    }

    public void Dispose()
    {
        if (_handle.IsClosed)
            return;
        // Destroying flushes what is left, which after an error, or a change of mind, is just what is not wanted.
        _ = NativeMethods.ClearAppender(_handle);
        _handle.Dispose();
    }

    private DuckDbException Error() => new(NativeMethods.ToText(NativeMethods.AppenderError(_handle)));
}
