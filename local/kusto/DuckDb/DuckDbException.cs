using DuckDB.NET.Native;

namespace LocalKusto.DuckDb;

/// <summary>The exception for a statement that DuckDB rejected or failed to execute. The message comes from DuckDB.</summary>
public sealed class DuckDbException(string message, DuckDBErrorType errorType = DuckDBErrorType.Invalid) : Exception(message)
{
    public DuckDBErrorType ErrorType { get; } = errorType;
}
