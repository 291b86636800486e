namespace LocalKusto;

/// <summary>
/// The scalar types of Kusto, each with the DuckDB type that holds it: BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL(38,9),
/// VARCHAR (never null), TIMESTAMP (µs, UTC), BIGINT (100 ns ticks), UUID, JSON.
/// </summary>
public enum KustoType
{
    Bool,
    Int,
    Long,
    Real,
    Decimal,
    String,
    DateTime,
    TimeSpan,
    Guid,
    Dynamic,
}
