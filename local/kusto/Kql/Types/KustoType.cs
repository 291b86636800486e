namespace LocalKusto.Kql.Types;

/// <summary>
/// The scalar types of Kusto, each with the DuckDB type that holds it: BOOLEAN, INTEGER, BIGINT, DOUBLE, VARCHAR (the encoding of
/// KustoDecimal), VARCHAR (never null), BIGINT (100 ns ticks since the year 1, UTC), BIGINT (100 ns ticks), UUID, JSON.
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
