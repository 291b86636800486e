using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// Replaces the missing values in a series. A missing value equals a placeholder, which is null by default. The result for a value that is
/// not an array is null.
/// </summary>
internal static class SeriesFilling
{
    public static Json? Constant(JsonElement series, Json value, JsonElement? missing) => series.ValueKind != JsonValueKind.Array ? null
        : DynamicValues.Array(series.EnumerateArray().Select(item => IsMissing(item, missing) ? value.Text : item.GetRawText()));

    /// <summary>Replaces missing values with the previous existing value. Missing values at the start are not replaced.</summary>
    public static Json? Forward(JsonElement series, JsonElement? missing) =>
        series.ValueKind == JsonValueKind.Array ? DynamicValues.Array(Carried(series.EnumerateArray(), missing)) : null;

    /// <summary>Replaces missing values with the next existing value. Missing values at the end are not replaced.</summary>
    public static Json? Backward(JsonElement series, JsonElement? missing) =>
        series.ValueKind == JsonValueKind.Array ? DynamicValues.Array(Carried(series.EnumerateArray().Reverse(), missing).Reverse()) : null;

    /// <summary>
    /// Replaces missing values by linear interpolation. Missing values at the edges are replaced with the nearest value if
    /// <paramref name="fillsEdges"/> is <c>true</c>. In a series without values, every element is replaced with the constant.
    /// </summary>
    public static Json? Linear(JsonElement series, JsonElement? missing, bool fillsEdges, double constant)
    {
        if (series.ValueKind != JsonValueKind.Array)
            return null;
        var values = series.EnumerateArray()
            .Select(item => IsMissing(item, missing) || item.ValueKind != JsonValueKind.Number ? (double?)null : item.GetDouble())
            .ToArray();
        var known = Enumerable.Range(0, values.Length).Where(i => values[i] is not null).ToList();
        if (known.Count == 0)
            return DynamicValues.Array(values.Select(_ => Series.Text(constant)));
        for (var i = 0; i < values.Length; i++)
        {
            var next = known.BinarySearch(i);
            if (next >= 0)
                continue;
            next = ~next;
            if (next > 0 && next < known.Count)
            {
                var (from, to) = (known[next - 1], known[next]);
                values[i] = values[from] + ((values[to] - values[from]) * (i - from) / (to - from));
            }
            else if (fillsEdges)
            {
                values[i] = values[known[next == 0 ? 0 : known.Count - 1]];
            }
        }

        return DynamicValues.Array(values.Select(Series.Text));
    }

    private static IEnumerable<string> Carried(IEnumerable<JsonElement> items, JsonElement? missing)
    {
        string? last = null;
        foreach (var item in items)
        {
            if (!IsMissing(item, missing))
                last = item.GetRawText();
            yield return last ?? item.GetRawText();
        }
    }

    private static bool IsMissing(JsonElement item, JsonElement? missing) =>
        missing is { ValueKind: not JsonValueKind.Null } placeholder
            ? DynamicValues.AreEqual(item, placeholder)
            : item.ValueKind == JsonValueKind.Null;
}
