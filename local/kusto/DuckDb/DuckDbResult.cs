using DuckDB.NET.Native;
using NativeQuery = DuckDB.NET.Native.NativeMethods.Query;

namespace LocalKusto.DuckDb;

/// <summary>A duckdb_result. DuckDB.NET passes it as a bare struct, so this class is what frees it, once.</summary>
internal sealed class DuckDbResult : IDisposable
{
    private DuckDBResult _value;
    private bool _isDisposed;

    private DuckDbResult(DuckDBResult value) => _value = value;

    ~DuckDbResult() => Free();

    public int ColumnCount => (int)NativeQuery.DuckDBColumnCount(ref _value);

    public long RowsChanged => NativeQuery.DuckDBRowsChanged(ref _value);

    /// <summary>The error that ended the statement, or null.</summary>
    public DuckDbException? Error => NativeQuery.DuckDBResultError(ref _value) is { Length: > 0 } message
        ? new DuckDbException(message, NativeQuery.DuckDBResultErrorType(ref _value))
        : null;

    /// <exception cref="DuckDbException">The statement failed; its result is freed.</exception>
    public static DuckDbResult From(DuckDBState state, DuckDBResult value)
    {
        var result = new DuckDbResult(value);
        if (state == DuckDBState.Success)
            return result;
        var error = result.Error ?? new DuckDbException("DuckDB reported a failure without a message.");
        result.Dispose();
        throw error;
    }

    public string GetColumnName(int column) => NativeQuery.DuckDBColumnName(ref _value, column);

    public DuckDBLogicalType GetColumnType(int column) => NativeQuery.DuckDBColumnLogicalType(ref _value, column);

    /// <summary>The next chunk; an invalid handle at the end and after an error.</summary>
    public DuckDBDataChunk FetchChunk() => NativeQuery.DuckDBFetchChunk(_value);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        NativeQuery.DuckDBDestroyResult(ref _value);
    }
}
