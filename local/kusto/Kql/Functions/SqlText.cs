using System.Globalization;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Functions;

/// <summary>Writes constants as SQL literals with an explicit type, because DuckDB reads 1 as an INTEGER and 1.5 as a DECIMAL.</summary>
internal static class SqlText
{
    /// <summary>The character before and after a parameter number in the SQL. No literal contains this character.</summary>
    private const char Delimiter = '\0';

    /// <summary>
    /// The maximum length of SQL with parameter values, in characters. The limit allows for two copies of a value from a request of the
    /// maximum size.
    /// </summary>
    private const int MaxLength = 16 * 1024 * 1024;

    /// <summary>The maximum length of a literal that is not a string, in characters.</summary>
    private const int MaxNumberLength = 64;

    public static string Null(KustoType type) => type == KustoType.String ? "''" : $"NULL::{type.DuckDbName()}";

    /// <summary>Returns a string literal, or an expression with <c>chr(0)</c> if the text contains the character U+0000.</summary>
    public static string Quote(string text)
    {
        var quoted = $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        return text.Contains('\0', StringComparison.Ordinal) ? $"({quoted.Replace("\0", "' || chr(0) || '", StringComparison.Ordinal)})"
            : quoted;
    }

    public static string Constant(ConstantNode constant) => constant.Parameter is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"{Delimiter}{number}{Delimiter}")
        : Literal(constant.Type, constant.Value);

    /// <summary>Replaces the parameters in the SQL with literals. The first parameter has the number 1.</summary>
    /// <exception cref="QueryTooComplexException">The SQL would be longer than 16,777,216 characters.</exception>
    public static string WithValues(string sql, IReadOnlyList<SqlParameter> parameters)
    {
        if (IsTooLong(sql, parameters))
            throw new QueryTooComplexException();
        var parts = sql.Split(Delimiter);
        for (var i = 1; i < parts.Length; i += 2)
        {
            var parameter = parameters[Index(parts[i])];
            parts[i] = Literal(parameter.Type, parameter.Value);
        }

        return string.Concat(parts);
    }

    /// <summary>
    /// Returns <c>true</c> if the SQL with these values would be too long. The SQL contains a value as many times as the query uses the
    /// parameter.
    /// </summary>
    public static bool IsTooLong(string sql, IReadOnlyList<SqlParameter> parameters)
    {
        long length = sql.Length;
        for (var start = sql.IndexOf(Delimiter, StringComparison.Ordinal); start >= 0;)
        {
            var end = sql.IndexOf(Delimiter, start + 1);
            length += (parameters[Index(sql.AsSpan(start + 1, end - start - 1))].Value as string)?.Length ?? MaxNumberLength;
            start = sql.IndexOf(Delimiter, end + 1);
        }

        return length > MaxLength;
    }

    private static int Index(ReadOnlySpan<char> number) => int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture) - 1;

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
        // DuckDB would read an unquoted number as a DECIMAL, and the value would be rounded twice.
        double number => string.Create(CultureInfo.InvariantCulture, $"'{number:R}'::DOUBLE"),
        Guid guid => $"'{guid}'::UUID",
        KustoDecimal number => Quote(number.Encode()),
        IFormattable number => $"({number.ToString(null, CultureInfo.InvariantCulture)})::{type.DuckDbName()}",
        _ => throw new ArgumentException($"A {value.GetType().Name} is not a constant of the type {type}."),
    };
}
