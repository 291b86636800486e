namespace LocalKusto.DuckDb;

/// <summary>What is to be known of a column to read its vectors; what concerns decimals only says something for DECIMAL.</summary>
internal readonly record struct VectorType(DuckDbType Type, DuckDbType DecimalStorage, byte DecimalScale)
{
    /// <summary>Bytes that a value takes in a vector; 0 for nested types, which are not written.</summary>
    public int Width => Type switch
    {
        DuckDbType.Boolean or DuckDbType.TinyInt or DuckDbType.UTinyInt => 1,
        DuckDbType.SmallInt or DuckDbType.USmallInt => 2,
        DuckDbType.Integer or DuckDbType.UInteger or DuckDbType.Float or DuckDbType.Date => 4,
        DuckDbType.BigInt or DuckDbType.UBigInt or DuckDbType.Double => 8,
        DuckDbType.Timestamp or DuckDbType.TimestampTz or DuckDbType.TimestampSeconds => 8,
        DuckDbType.TimestampMilliseconds or DuckDbType.TimestampNanoseconds => 8,
        DuckDbType.HugeInt or DuckDbType.UHugeInt or DuckDbType.Uuid or DuckDbType.Varchar or DuckDbType.Blob => 16,
        DuckDbType.Decimal => (this with { Type = DecimalStorage }).Width,
        _ => 0,
    };

    public static VectorType Of(LogicalTypeHandle type)
    {
        var id = NativeMethods.GetTypeId(type);
        return id == DuckDbType.Decimal
            ? new VectorType(id, NativeMethods.DecimalInternalType(type), NativeMethods.DecimalScale(type))
            : new VectorType(id, DuckDbType.Invalid, 0);
    }
}
