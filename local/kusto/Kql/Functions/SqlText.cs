using System.Globalization;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Functions;

/// <summary>SQL texts of constants, each with its type: the database would make 1 an INTEGER and 1.5 a DECIMAL.</summary>
internal static class SqlText
{
    /// <summary>Stands before and after the number of a parameter. No literal contains it.</summary>
    private const char Mark = '\0';

    public static string Null(KustoType type) => type == KustoType.String ? "''" : $"NULL::{type.DuckDbName()}";

    /// <summary>A literal; the character 0 cannot be in one.</summary>
    public static string Quote(string text)
    {
        var quoted = $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        return text.Contains('\0', StringComparison.Ordinal) ? $"({quoted.Replace("\0", "' || chr(0) || '", StringComparison.Ordinal)})"
            : quoted;
    }

    public static string Constant(ConstantNode constant) => constant.Parameter is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"{Mark}{number}{Mark}")
        : Literal(constant.Type, constant.Value);

    /// <summary>The SQL with the values of its parameters as literals. The first parameter has the number 1.</summary>
    public static string WithValues(string sql, IReadOnlyList<SqlParameter> parameters)
    {
        var parts = sql.Split(Mark);
        for (var i = 1; i < parts.Length; i += 2)
        {
            var parameter = parameters[int.Parse(parts[i], CultureInfo.InvariantCulture) - 1];
            parts[i] = Literal(parameter.Type, parameter.Value);
        }

        return string.Concat(parts);
    }

    private static string Literal(KustoType type, object? value) => value switch
    {
        null => Null(type),
        bool flag => flag ? "true" : "false",
        string text => type == KustoType.Dynamic ? $"{Quote(text)}::JSON" : Quote(text),
        DateTime time => string.Create(CultureInfo.InvariantCulture, $"{time.Ticks}::BIGINT"),
        TimeSpan { Ticks: long.MinValue } or long.MinValue => "(-9223372036854775807 - 1)::BIGINT",
        TimeSpan span => string.Create(CultureInfo.InvariantCulture, $"({span.Ticks})::BIGINT"),
        double number when double.IsNaN(number) => "'nan'::DOUBLE",
        double number when double.IsInfinity(number) => $"'{(number > 0 ? "" : "-")}inf'::DOUBLE",
        // Without quotes it would be a DECIMAL first, and rounded twice.
        double number => string.Create(CultureInfo.InvariantCulture, $"'{number:R}'::DOUBLE"),
        Guid guid => $"'{guid}'::UUID",
        KustoDecimal number => Quote(number.Encode()),
        IFormattable number => $"({number.ToString(null, CultureInfo.InvariantCulture)})::{type.DuckDbName()}",
        _ => throw new ArgumentException($"A {value.GetType().Name} is not a constant of the type {type}."),
    };
}
