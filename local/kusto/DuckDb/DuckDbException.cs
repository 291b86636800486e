namespace LocalKusto.DuckDb;

/// <summary>DuckDB refused or failed; the message is DuckDB's.</summary>
public sealed class DuckDbException(string message, DuckDbErrorType errorType = DuckDbErrorType.Invalid) : Exception(message)
{
    public DuckDbErrorType ErrorType { get; } = errorType;

    internal static unsafe DuckDbException From(ResultHandle result) =>
        new(NativeMethods.ToText(NativeMethods.ResultError(result)), NativeMethods.ResultErrorType(result));
}
