using System.Globalization;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Syntax;

/// <summary>Converts the text of literals to values.</summary>
internal static class Literals
{
    public static KustoType? Type(string name) => name switch
    {
        "bool" or "boolean" => KustoType.Bool,
        "int" or "int32" => KustoType.Int,
        "long" or "int64" => KustoType.Long,
        "real" or "double" => KustoType.Real,
        "decimal" => KustoType.Decimal,
        "string" => KustoType.String,
        "datetime" or "date" => KustoType.DateTime,
        "timespan" or "time" => KustoType.TimeSpan,
        "guid" or "uuid" or "uniqueid" => KustoType.Guid,
        "dynamic" => KustoType.Dynamic,
        _ => null,
    };

    /// <summary>Converts the literal <c>type(text)</c>.</summary>
    /// <returns><c>false</c> if the text is invalid for the type. The value of <c>type(null)</c> is <c>null</c>.</returns>
    public static bool TryParse(KustoType type, string text, out object? value)
    {
        value = null;
        if (text is "null" && type != KustoType.String)
            return true;
        value = type switch
        {
            KustoType.Bool => text switch { "true" or "1" => true, "false" or "0" => false, _ => null },
            KustoType.Int => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
            KustoType.Long => Long(text),
            KustoType.Real => Real(text),
            KustoType.Decimal => KustoDecimal.TryParse(text) is { } number ? number : null,
            KustoType.DateTime => (DateTimeOfParts(text) ?? TextConversions.ToDateTime(Unquote(text))) is { } time ? time : null,
            KustoType.TimeSpan => TimeSpans.Parse(Unquote(text)),
            KustoType.Guid => Guid.TryParse(Unquote(text), out var guid) ? guid : null,
            KustoType.Dynamic => DynamicLiteral.ToJson(text),
            _ => Unquote(text),
        };
        return value is not null;
    }

    /// <summary>Converts <c>year, month, day[, hour, minute, second]</c>.</summary>
    private static DateTime? DateTimeOfParts(string text)
    {
        var parts = text.Split(',');
        var numbers = parts.Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        if (parts.Length is not (3 or 6) || numbers.Contains(-1))
            return null;
        return parts.Length == 3
            ? Runtime.Calendar.Time(numbers[0], numbers[1], numbers[2], 0, 0)
            : numbers[5] < 60 ? Runtime.Calendar.Time(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])?.AddSeconds(numbers[5])
                : null;
    }

    private static object? Long(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? hex : null
            : long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static object? Real(string text) => text switch
    {
        "nan" or "NaN" => double.NaN,
        "+inf" or "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static string Unquote(string text) => text is ['"', .., '"'] or ['\'', .., '\''] ? text[1..^1] : text;
}
