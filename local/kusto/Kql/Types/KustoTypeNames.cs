namespace LocalKusto.Kql.Types;

/// <summary>The names of each <see cref="KustoType"/> in KQL, in .NET, in the v1 protocol and in DuckDB.</summary>
internal static class KustoTypeNames
{
    private static readonly Dictionary<string, KustoType> ByName = new(StringComparer.Ordinal)
    {
        ["bool"] = KustoType.Bool,
        ["boolean"] = KustoType.Bool,
        ["int"] = KustoType.Int,
        ["long"] = KustoType.Long,
        ["real"] = KustoType.Real,
        ["double"] = KustoType.Real,
        ["decimal"] = KustoType.Decimal,
        ["string"] = KustoType.String,
        ["datetime"] = KustoType.DateTime,
        ["date"] = KustoType.DateTime,
        ["timespan"] = KustoType.TimeSpan,
        ["time"] = KustoType.TimeSpan,
        ["guid"] = KustoType.Guid,
        ["uuid"] = KustoType.Guid,
        ["uniqueid"] = KustoType.Guid,
        ["dynamic"] = KustoType.Dynamic,
    };

    /// <summary>Parses a KQL type name or an alias.</summary>
    public static bool TryParse(string name, out KustoType type) => ByName.TryGetValue(name, out type);

    public static string CslName(this KustoType type) => type switch
    {
        KustoType.Bool => "bool",
        KustoType.Int => "int",
        KustoType.Long => "long",
        KustoType.Real => "real",
        KustoType.Decimal => "decimal",
        KustoType.String => "string",
        KustoType.DateTime => "datetime",
        KustoType.TimeSpan => "timespan",
        KustoType.Guid => "guid",
        _ => "dynamic",
    };

    /// <summary>Returns the .NET type name, which <c>getschema</c> and JSON schemas contain.</summary>
    public static string ClrName(this KustoType type) => type switch
    {
        KustoType.Decimal => "System.Data.SqlTypes.SqlDecimal",
        _ => "System." + type.ProtocolName(),
    };

    /// <summary>Returns the value of DataType in the v1 protocol.</summary>
    public static string ProtocolName(this KustoType type) => type switch
    {
        KustoType.Bool => "SByte",
        KustoType.Int => "Int32",
        KustoType.Long => "Int64",
        KustoType.Real => "Double",
        KustoType.Decimal => "SqlDecimal",
        KustoType.String => "String",
        KustoType.DateTime => "DateTime",
        KustoType.TimeSpan => "TimeSpan",
        KustoType.Guid => "Guid",
        _ => "Object",
    };

    public static string DuckDbName(this KustoType type) => type switch
    {
        KustoType.Bool => "BOOLEAN",
        KustoType.Int => "INTEGER",
        KustoType.Long => "BIGINT",
        KustoType.Real => "DOUBLE",
        KustoType.Decimal => "VARCHAR",
        KustoType.String => "VARCHAR",
        KustoType.DateTime => "BIGINT",
        KustoType.TimeSpan => "BIGINT",
        KustoType.Guid => "UUID",
        _ => "JSON",
    };
}
