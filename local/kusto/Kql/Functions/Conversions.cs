using System.Globalization;
using System.Text.Json;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using static LocalKusto.Kql.Functions.FunctionBuilder;
using static LocalKusto.Kql.Plan.ColumnNaming;

namespace LocalKusto.Kql.Functions;

/// <summary>
/// The to…() functions, which the binder also uses for implicit conversions. A value that cannot be converted becomes null, or an empty
/// string.
/// </summary>
internal static class Conversions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Sql("tostring(value: string): string", "{0}", FirstArgument),
        Sql("tostring(value: bool): string", "CASE WHEN {0} THEN 'True' WHEN NOT {0} THEN 'False' ELSE '' END", FirstArgument),
        Sql("tostring(value: integer): string", "({0}::VARCHAR)", FirstArgument),
        Native("tostring(value: exactreal): string", (double value) => TextConversions.Text(value), FirstArgument),
        Native("tostring(value: exactdecimal): string", (KustoDecimal value) => value.ToString(), FirstArgument),
        Native("tostring(value: datetime): string", (DateTime value) => TextConversions.Text(value), FirstArgument),
        Native("tostring(value: timespan): string", (TimeSpan value) => TextConversions.Text(value), FirstArgument),
        Sql("tostring(value: guid): string", "({0}::VARCHAR)", FirstArgument),
        Sql("tostring(value: dynamic): string", "({0} ->> '$')", FirstArgument),

        Sql("tolong(value: integer): long", "{0}::BIGINT", FirstArgument),
        Sql("tolong(value: bool): long", "{0}::BIGINT", FirstArgument),
        Sql("tolong(value: datetime): long", "{0}", FirstArgument),
        Sql("tolong(value: timespan): long", "{0}", FirstArgument),
        Native("tolong(value: exactreal): long?", (double value) => Saturated(value), FirstArgument),
        Native("tolong(value: exactdecimal): long?", (KustoDecimal value) => value.ToLong(), FirstArgument),
        Native("tolong(value: string): long?", (string text) => TextConversions.Long(text), FirstArgument),
        Native("tolong(value: dynamic): long?", (JsonScalar value) => ToLong(value), FirstArgument),

        Sql("toint(value: int): int", "{0}", FirstArgument),
        Sql("toint(value: long): int", "((({0} + 2147483648::HUGEINT) & 4294967295) - 2147483648)::INTEGER", FirstArgument),
        Sql("toint(value: bool): int", "{0}::INTEGER", FirstArgument),
        Sql("toint(value: datetime): int", "((({0} + 2147483648::HUGEINT) & 4294967295) - 2147483648)::INTEGER", FirstArgument),
        Sql("toint(value: timespan): int", "((({0} + 2147483648::HUGEINT) & 4294967295) - 2147483648)::INTEGER", FirstArgument),
        Native("toint(value: exactreal): int?", (double value) => SaturatedInt(value), FirstArgument),
        Native("toint(value: exactdecimal): int?", (KustoDecimal value) => Narrow(value.ToLong()), FirstArgument),
        Native("toint(value: string): int?", (string text) => TextConversions.Int(text), FirstArgument),
        Native("toint(value: dynamic): int?", (JsonScalar value) => Narrow(ToLong(value)), FirstArgument),

        Sql("toreal|todouble(value: exactreal): real", "{0}", FirstArgument),
        Sql("toreal|todouble(value: integer): real", "{0}::DOUBLE", FirstArgument),
        Sql("toreal|todouble(value: bool): real", "{0}::INTEGER::DOUBLE", FirstArgument),
        Sql("toreal|todouble(value: datetime): real", "{0}::DOUBLE", FirstArgument),
        Sql("toreal|todouble(value: timespan): real", "{0}::DOUBLE", FirstArgument),
        Native("toreal|todouble(value: exactdecimal): real", (KustoDecimal value) => value.ToDouble(), FirstArgument),
        Native("toreal|todouble(value: string): real?", (string text) => TextConversions.Real(text), FirstArgument),
        Native("toreal|todouble(value: dynamic): real?", (JsonScalar value) => ToReal(value), FirstArgument),

        Native("todecimal(value: exactdecimal): decimal", (KustoDecimal value) => value, FirstArgument),
        Native("todecimal(value: long): decimal", (long value) => KustoDecimal.From(value), FirstArgument),
        Native("todecimal(value: exactreal): decimal?", (double value) => KustoDecimal.From(value), FirstArgument),
        Native("todecimal(value: bool): decimal", (bool value) => KustoDecimal.From(value ? 1 : 0), FirstArgument),
        Native("todecimal(value: string): decimal?", (string text) => KustoDecimal.TryParse(text), FirstArgument),
        Native("todecimal(value: timespan): decimal", (TimeSpan value) => KustoDecimal.From(value.Ticks), FirstArgument),
        Native("todecimal(value: datetime): decimal", (DateTime value) => KustoDecimal.From(value.Ticks), FirstArgument),
        Native("todecimal(value: dynamic): decimal?", (JsonElement value) => KustoDecimal.TryParse(DynamicValues.Text(value)),
            FirstArgument),

        Sql("tobool|toboolean(value: bool): bool", "{0}", FirstArgument),
        Sql("tobool|toboolean(value: integer): bool", "({0} <> 0)", FirstArgument),
        Sql("tobool|toboolean(value: exactreal): bool", "({0} <> 0)", FirstArgument),
        Native("tobool|toboolean(value: exactdecimal): bool", (KustoDecimal value) => !value.Digits.IsZero, FirstArgument),
        Native("tobool|toboolean(value: string): bool?", (string text) => TextConversions.Bool(text), FirstArgument),
        Native("tobool|toboolean(value: dynamic): bool?", (JsonScalar value) => ToBool(value), FirstArgument),

        Sql("todatetime(value: datetime): datetime", "{0}", FirstArgument),
        Sql("todatetime(value: integer): datetime?", "CASE WHEN {0} BETWEEN 0 AND 3155378975999999999 THEN {0}::BIGINT END", FirstArgument),
        Native("todatetime(value: string): datetime?", (string text) => TextConversions.ToDateTime(text), FirstArgument),
        Native("todatetime(value: dynamic): datetime?", (JsonScalar value) => value.Kind == JsonValueKind.String
            ? TextConversions.ToDateTime(value.Text) : null, FirstArgument),

        Sql("totimespan|totime(value: timespan): timespan", "{0}", FirstArgument),
        Sql("totimespan|totime(value: integer): timespan", "{0}::BIGINT", FirstArgument),
        Native("totimespan|totime(value: exactreal): timespan?", (double value) => Saturated(value) is { } ticks ? new TimeSpan(ticks)
            : (TimeSpan?)null, FirstArgument),
        Native("totimespan|totime(value: string): timespan?", (string text) => TextConversions.ToTimeSpan(text), FirstArgument),
        Native("totimespan|totime(value: dynamic): timespan?", (JsonScalar value) => ToTimeSpan(value), FirstArgument),

        Native("toguid(value: string): guid?", (string text) => TextConversions.ToGuid(text), FirstArgument),
        Native("toguid(value: dynamic): guid?", (JsonElement value) => TextConversions.ToGuid(DynamicValues.Text(value)), FirstArgument),

        // Values of the remaining types become null.
        Sql("tolong(value: any): long?", "CASE WHEN {0} IS NULL THEN NULL::BIGINT END", FirstArgument),
        Sql("toint(value: any): int?", "CASE WHEN {0} IS NULL THEN NULL::INTEGER END", FirstArgument),
        Sql("toreal|todouble(value: any): real?", "CASE WHEN {0} IS NULL THEN NULL::DOUBLE END", FirstArgument),
        Sql("todecimal(value: any): decimal?", "CASE WHEN {0} IS NULL THEN NULL::VARCHAR END", FirstArgument),
        Sql("tobool|toboolean(value: any): bool?", "CASE WHEN {0} IS NULL THEN NULL::BOOLEAN END", FirstArgument),
        Sql("todatetime(value: any): datetime?", "CASE WHEN {0} IS NULL THEN NULL::BIGINT END", FirstArgument),
        Sql("totimespan|totime(value: any): timespan?", "CASE WHEN {0} IS NULL THEN NULL::BIGINT END", FirstArgument),

        // Conversions to an element of a dynamic value. Datetimes, timespans, GUIDs and decimals become strings.
        Sql("$to_dynamic(value: dynamic): dynamic", "{0}"),
        Sql("$to_dynamic(value: string): dynamic", "to_json({0})"),
        Sql("$to_dynamic(value: bool): dynamic", "to_json({0})"),
        Sql("$to_dynamic(value: integer): dynamic", "to_json({0})"),
        Sql("$to_dynamic(value: guid): dynamic", "to_json({0}::VARCHAR)"),
        Native("$to_dynamic(value: exactreal): dynamic", (double value) => DynamicValues.From(value)),
        Native("$to_dynamic(value: exactdecimal): dynamic", (KustoDecimal value) => DynamicValues.Quote(value.ToString())),
        Native("$to_dynamic(value: datetime): dynamic", (DateTime value) => DynamicValues.Quote(TextConversions.Text(value))),
        Native("$to_dynamic(value: timespan): dynamic", (TimeSpan value) => DynamicValues.Quote(TextConversions.Text(value))),

        // Conversions for the comparison of a dynamic value with a value of another type. A dynamic value of a different type becomes null.
        Native("$dynamic_long(value: dynamic): long?", (JsonScalar value) => value.Integer),
        Native("$dynamic_real(value: dynamic): real?", (JsonScalar value) => value.Kind == JsonValueKind.Number ? value.Real
            : (double?)null),
        Native("$dynamic_bool(value: dynamic): bool?", (JsonScalar value) => value.Kind is JsonValueKind.True or JsonValueKind.False
            ? value.Kind == JsonValueKind.True : (bool?)null),

        Native("tohex(value: int, minLength: long = 0): string", (int value, long length) =>
            value.ToString("x", CultureInfo.InvariantCulture).PadLeft((int)Math.Clamp(length, 0, 16), '0')),
        Native("tohex(value: long, minLength: long = 0): string", (long value, long length) =>
            value.ToString("x", System.Globalization.CultureInfo.InvariantCulture).PadLeft((int)Math.Clamp(length, 0, 1024), '0'),
                FirstArgument),
    ];

    private static long? Saturated(double value) =>
        double.IsNaN(value) ? null : value >= long.MaxValue ? long.MaxValue : value <= long.MinValue ? long.MinValue : (long)value;

    private static int? SaturatedInt(double value) => double.IsNaN(value) ? null
        : (int)Math.Clamp(Math.Truncate(value), int.MinValue, int.MaxValue);

    private static int? Narrow(long? value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : null;

    private static long? ToLong(JsonScalar value) => value.Kind switch
    {
        JsonValueKind.Number => value.Integer ?? Saturated(value.Real),
        JsonValueKind.String => TextConversions.Long(value.Text),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => null,
    };

    private static double? ToReal(JsonScalar value) => value.Kind switch
    {
        JsonValueKind.Number => value.Real,
        JsonValueKind.String => TextConversions.Real(value.Text),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => null,
    };

    private static bool? ToBool(JsonScalar value) => value.Kind switch
    {
        JsonValueKind.Number => value.Real != 0,
        JsonValueKind.String => TextConversions.Bool(value.Text),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static TimeSpan? ToTimeSpan(JsonScalar value) => value.Kind switch
    {
        JsonValueKind.Number when value.Integer is { } ticks => new TimeSpan(ticks),
        JsonValueKind.String => TextConversions.ToTimeSpan(value.Text),
        _ => null,
    };
}
