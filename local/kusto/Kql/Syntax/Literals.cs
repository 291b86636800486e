using System.Globalization;
using System.Text.RegularExpressions;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Kql.Syntax;

/// <summary>The texts of literals to values. Each answers null for what it cannot read.</summary>
internal static partial class Literals
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

    /// <summary>The value of <c>type(text)</c>.</summary>
    /// <returns>False when the text is no literal of the type; a null value is <c>type(null)</c>.</returns>
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
            KustoType.TimeSpan => TimeSpan(Unquote(text)),
            KustoType.Guid => System.Guid.TryParse(Unquote(text), out var guid) ? guid : null,
            KustoType.Dynamic => DynamicLiteral.ToJson(text),
            _ => Unquote(text),
        };
        return value is not null;
    }

    public static TimeSpan? TimeSpan(string number, string unit)
    {
        long? ticks = unit switch
        {
            "d" or "day" or "days" => System.TimeSpan.TicksPerDay,
            "h" or "hr" or "hrs" or "hour" or "hours" => System.TimeSpan.TicksPerHour,
            "m" or "min" or "minute" or "minutes" => System.TimeSpan.TicksPerMinute,
            "s" or "sec" or "second" or "seconds" => System.TimeSpan.TicksPerSecond,
            "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => System.TimeSpan.TicksPerMillisecond,
            "micro" or "micros" or "microsecond" or "microseconds" => System.TimeSpan.TicksPerMicrosecond,
            "tick" or "ticks" => 1,
            _ => null,
        };
        if (unit is "nanosecond" or "nanoseconds")
            return Ticks(number, 1 / (decimal)System.TimeSpan.NanosecondsPerTick);
        return ticks is { } size ? Ticks(number, size) : null;
    }

    /// <summary>[-][d.]hh:mm[:ss[.fffffff]], a number of days, or a number with a unit.</summary>
    public static TimeSpan? TimeSpan(string text)
    {
        if (long.TryParse(text, CultureInfo.InvariantCulture, out _))
            return Ticks(text, System.TimeSpan.TicksPerDay);
        if (UnitSpan().Match(text) is { Success: true } match)
        {
            var span = TimeSpan(match.Groups[2].Value, match.Groups[3].Value);
            return match.Groups[1].Length > 0 && span is { } positive ? positive.Negate() : span;
        }

        return System.TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
    }

    /// <summary>Null for a span beyond 29,000 years.</summary>
    private static TimeSpan? Ticks(string number, decimal ticksPerUnit) =>
        decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
            && Math.Abs(count) < long.MaxValue / ticksPerUnit
            ? new TimeSpan((long)(count * ticksPerUnit))
            : null;

    /// <summary><c>year, month, day[, hour, minute, second]</c></summary>
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

    [GeneratedRegex("^(-?)([0-9.]+) *([a-z]+)$")]
    private static partial Regex UnitSpan();
}
