using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Computes quantiles of weighted values.</summary>
internal static class Quantiles
{
    /// <summary>
    /// Returns the lowest value at which the cumulative weight reaches the specified fraction of the total weight. Null values, and values
    /// whose weight is null or not positive, are ignored. Returns <c>null</c> if no values remain. The computation uses decimals, so that
    /// 0.55 of 100 is exactly 55.
    /// </summary>
    public static JsonElement? Weighted(JsonElement values, JsonElement weights, double fraction)
    {
        if (values.ValueKind != JsonValueKind.Array || weights.ValueKind != JsonValueKind.Array)
            return null;
        var weighted = values.EnumerateArray().Zip(weights.EnumerateArray(), (value, weight) => (Value: value, Weight: weight))
            .Where(pair => pair.Value.ValueKind == JsonValueKind.Number && pair.Weight.ValueKind == JsonValueKind.Number
                && pair.Weight.GetInt64() > 0)
            .OrderBy(pair => pair.Value, Comparer<JsonElement>.Create(Compare)).ToList();
        if (weighted.Count == 0)
            return null;
        var wanted = (decimal)fraction * weighted.Sum(pair => (decimal)pair.Weight.GetInt64());
        var reached = 0m;
        foreach (var (value, weight) in weighted)
        {
            reached += weight.GetInt64();
            if (reached >= wanted)
                return value;
        }

        return weighted[^1].Value;
    }

    private static int Compare(JsonElement left, JsonElement right) =>
        left.TryGetInt64(out var a) && right.TryGetInt64(out var b) ? a.CompareTo(b) : left.GetDouble().CompareTo(right.GetDouble());
}
