namespace LocalKusto.Kql.Types;

/// <summary>
/// The scalar types of Kusto. The corresponding DuckDB types are, in the same order: BOOLEAN, INTEGER, BIGINT, DOUBLE, VARCHAR (the
/// encoding of KustoDecimal), VARCHAR (never null), BIGINT (100 ns ticks since the year 1, UTC), BIGINT (100 ns ticks), UUID and JSON.
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
