using System.Data.SqlTypes;

namespace Kusto.Data.Net.Client;

/// <summary>The .NET type of the values in a result column.</summary>
internal enum ColumnKind
{
    String,
    SByte,
    Boolean,
    Int32,
    Int64,
    Double,
    Decimal,
    DateTime,
    TimeSpan,
    Guid,
    Dynamic,
}

/// <summary>
/// A column of a v1 result. <paramref name="TypeName"/> is the type in the response: the CLR type (DataType) if present, otherwise the KQL
/// type (ColumnType). Values have this CLR type, for example SByte for the KQL type bool.
/// </summary>
internal sealed record ResultColumn(string Name, string TypeName)
{
    public ColumnKind Kind { get; } = KindOf(TypeName);

    public Type ClrType => Kind switch
    {
        ColumnKind.SByte => typeof(sbyte),
        ColumnKind.Boolean => typeof(bool),
        ColumnKind.Int32 => typeof(int),
        ColumnKind.Int64 => typeof(long),
        ColumnKind.Double => typeof(double),
        ColumnKind.Decimal => typeof(SqlDecimal),
        ColumnKind.DateTime => typeof(DateTime),
        ColumnKind.TimeSpan => typeof(TimeSpan),
        ColumnKind.Guid => typeof(Guid),
        ColumnKind.Dynamic => typeof(object),
        _ => typeof(string),
    };

    /// <summary>Returns the kind for a type name. Type names in the results of commands include the namespace.</summary>
    private static ColumnKind KindOf(string typeName) => typeName[(typeName.LastIndexOf('.') + 1)..] switch
    {
        "SByte" or "bool" => ColumnKind.SByte,
        "Boolean" => ColumnKind.Boolean,
        "Int32" or "int" => ColumnKind.Int32,
        "Int64" or "long" => ColumnKind.Int64,
        "Double" or "real" => ColumnKind.Double,
        "SqlDecimal" or "decimal" => ColumnKind.Decimal,
        "DateTime" or "datetime" => ColumnKind.DateTime,
        "TimeSpan" or "timespan" or "time" => ColumnKind.TimeSpan,
        "Guid" or "guid" => ColumnKind.Guid,
        "Object" or "dynamic" => ColumnKind.Dynamic,
        _ => ColumnKind.String,
    };
}
