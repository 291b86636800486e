namespace LocalKusto.DuckDb;

/// <summary>duckdb_error_type, as far as callers tell errors apart; the rest keep their numbers.</summary>
public enum DuckDbErrorType
{
    Invalid = 0,
    OutOfRange = 1,
    Conversion = 2,
    Transaction = 10,
    Catalog = 13,
    Parser = 14,
    Constraint = 18,
    Binder = 24,
    Io = 28,
    Interrupt = 29,
    Fatal = 30,
    Internal = 31,
    OutOfMemory = 33,
    Permission = 34,
}
