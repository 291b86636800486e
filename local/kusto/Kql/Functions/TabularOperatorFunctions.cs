using System.Text.Json;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using static LocalKusto.Kql.Functions.FunctionBuilder;

namespace LocalKusto.Kql.Functions;

/// <summary>
/// The functions that operators call for each row: the captures of <c>parse</c>, the pairs of <c>parse-kv</c>, the arrays of
/// <c>make-series</c>, and the elements of <c>mv-expand</c>.
/// </summary>
internal static class TabularOperatorFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Native("$number_long(value: dynamic): long?", (JsonElement value) =>
            value.ValueKind != JsonValueKind.Number ? null : value.TryGetInt64(out var integer) ? integer : (long?)value.GetDouble()),
        Native("$parse(text: string, pattern: string, types: string): dynamic?",
            (string text, string pattern, string types) => PatternMatching.Captures(text, pattern, types)),
        Native("$parse_kv(text: string, options: dynamic): dynamic",
            (string text, JsonElement options) => KeyValuePairs.Parse(text, options)),
        Native("$series_index(value: long, from: long, step: long): long?",
            (long value, long from, long step) => SeriesArrays.Index(value, from, step)),
        Native("$series_index(value: real, from: real, step: real): long?",
            (double value, double from, double step) => SeriesArrays.Index(value, from, step)),
        Native("$series_count(from: long, to: long, step: long): long?",
            (long from, long to, long step) => SeriesArrays.Count(from, to, step)),
        Native("$series_count(from: real, to: real, step: real): long?",
            (double from, double to, double step) => SeriesArrays.Count(from, to, step)),
        Native("$series_values(bins: dynamic, count: long, absent: dynamic): dynamic?",
            (JsonElement bins, long count, Json absent) => SeriesArrays.Values(bins, count, absent)),
        Native("$series_axis(from: datetime, step: timespan, count: long): dynamic?",
            (DateTime from, TimeSpan step, long count) =>
                SeriesArrays.Axis(count, i => DynamicValues.Quote(TextConversions.Text(from.AddTicks(step.Ticks * i))))),
        Native("$series_axis(from: timespan, step: timespan, count: long): dynamic?",
            (TimeSpan from, TimeSpan step, long count) =>
                SeriesArrays.Axis(count, i => DynamicValues.Quote(TextConversions.Text(from + (step * i))))),
        Native("$series_axis(from: long, step: long, count: long): dynamic?",
            (long from, long step, long count) => SeriesArrays.Axis(count, i => DynamicValues.From(from + (step * i)))),
        Native("$series_axis(from: real, step: real, count: long): dynamic?",
            (double from, double step, long count) => SeriesArrays.Axis(count, i => DynamicValues.From(from + (step * i)))),
    ];
}
