using System.Globalization;

namespace LocalKusto.Kql.Binding;

/// <summary>SQL texts of types and literals, each literal with its type: DuckDB would make 1 an INTEGER and 1.5 a DECIMAL.</summary>
internal static class Sql
{
    public static string TypeName(KustoType type) => type switch
    {
        KustoType.Bool => "BOOLEAN",
        KustoType.Int => "INTEGER",
        KustoType.Long or KustoType.TimeSpan => "BIGINT",
        KustoType.Real => "DOUBLE",
        KustoType.Decimal => "DECIMAL(38,9)",
        KustoType.DateTime => "TIMESTAMP",
        KustoType.Guid => "UUID",
        KustoType.Dynamic => "JSON",
        _ => "VARCHAR",
    };

    public static string Null(KustoType type) => type == KustoType.String ? "''" : $"NULL::{TypeName(type)}";

    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Literal(KustoType type, object? value) => value switch
    {
        null => Null(type),
        bool flag => flag ? "true" : "false",
        string text => type == KustoType.Dynamic ? $"{Quote(text)}::JSON" : Quote(text),
        DateTime time => $"TIMESTAMP '{time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'",
        TimeSpan span => string.Create(CultureInfo.InvariantCulture, $"({span.Ticks})::BIGINT"),
        double number when double.IsNaN(number) => "'nan'::DOUBLE",
        double number when double.IsInfinity(number) => $"'{(number > 0 ? "" : "-")}inf'::DOUBLE",
        double number => string.Create(CultureInfo.InvariantCulture, $"({number:R})::DOUBLE"),
        Guid guid => $"'{guid}'::UUID",
        IFormattable number => $"({number.ToString(null, CultureInfo.InvariantCulture)})::{TypeName(type)}",
        _ => throw new ArgumentException($"No literal of type {type}: {value.GetType().Name}"),
    };
}
