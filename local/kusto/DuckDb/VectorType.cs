using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace LocalKusto.DuckDb;

/// <summary>The properties of a column that are needed to read its vectors. The decimal properties apply only to DECIMAL.</summary>
internal readonly record struct VectorType(DuckDBType Type, DuckDBType DecimalStorage, byte DecimalScale)
{
    /// <summary>The size of a value in a vector, in bytes. The size is 0 for nested types, which cannot be written.</summary>
    public int Width => Type switch
    {
        DuckDBType.Boolean or DuckDBType.TinyInt or DuckDBType.UnsignedTinyInt => 1,
        DuckDBType.SmallInt or DuckDBType.UnsignedSmallInt => 2,
        DuckDBType.Integer or DuckDBType.UnsignedInteger or DuckDBType.Float or DuckDBType.Date => 4,
        DuckDBType.BigInt or DuckDBType.UnsignedBigInt or DuckDBType.Double => 8,
        DuckDBType.Timestamp or DuckDBType.TimestampTz or DuckDBType.TimestampS => 8,
        DuckDBType.TimestampMs or DuckDBType.TimestampNs => 8,
        DuckDBType.HugeInt or DuckDBType.UnsignedHugeInt or DuckDBType.Uuid or DuckDBType.Varchar or DuckDBType.Blob => 16,
        DuckDBType.Decimal => (this with { Type = DecimalStorage }).Width,
        _ => 0,
    };

    public static VectorType From(DuckDBLogicalType type)
    {
        var id = LogicalType.DuckDBGetTypeId(type);
        return id == DuckDBType.Decimal
            ? new VectorType(id, LogicalType.DuckDBDecimalInternalType(type), LogicalType.DuckDBDecimalScale(type))
            : new VectorType(id, DuckDBType.Invalid, 0);
    }
}
