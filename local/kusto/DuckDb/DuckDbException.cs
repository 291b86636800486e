using DuckDB.NET.Native;

namespace LocalKusto.DuckDb;

/// <summary>DuckDB rejected a statement or failed to execute it. The message comes from DuckDB.</summary>
public sealed class DuckDbException(string message, DuckDBErrorType errorType = DuckDBErrorType.Invalid) : Exception(message)
{
    public DuckDBErrorType ErrorType { get; } = errorType;
}
