using DuckDB.NET.Native;
using NativeQuery = DuckDB.NET.Native.NativeMethods.Query;

namespace LocalKusto.DuckDb;

/// <summary>
/// Owns a duckdb_result and frees it exactly once. DuckDB.NET represents the result as a struct, which is not freed automatically.
/// </summary>
internal sealed class DuckDbResult : IDisposable
{
    private DuckDBResult _value;
    private bool _isDisposed;

    private DuckDbResult(DuckDBResult value) => _value = value;

    ~DuckDbResult() => Free();

    public int ColumnCount => (int)NativeQuery.DuckDBColumnCount(ref _value);

    public long RowsChanged => NativeQuery.DuckDBRowsChanged(ref _value);

    /// <summary>The error that ended the statement, or <c>null</c> if the statement has not failed.</summary>
    public DuckDbException? Error => NativeQuery.DuckDBResultError(ref _value) is { Length: > 0 } message
        ? new DuckDbException(message, NativeQuery.DuckDBResultErrorType(ref _value))
        : null;

    /// <exception cref="DuckDbException">The statement failed. The result has been freed.</exception>
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

    /// <summary>Returns the next chunk. The handle is invalid after the last chunk and after an error.</summary>
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
