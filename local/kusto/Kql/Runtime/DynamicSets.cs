using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Set operations on arrays. Elements are in the order in which they first appear.</summary>
internal static class DynamicSets
{
    public static Json? Union(IReadOnlyList<JsonElement?> sets) => Combine(sets, all => all.SelectMany(set => set));

    public static Json? Intersect(IReadOnlyList<JsonElement?> sets) =>
        Combine(sets, all =>
        {
            var others = all.Skip(1).Select(ToSet).ToList();
            return all[0].Where(item => others.TrueForAll(set => set.Contains(item)));
        });

    public static Json? Difference(IReadOnlyList<JsonElement?> sets) =>
        Combine(sets, all =>
        {
            var others = all.Skip(1).Select(ToSet).ToList();
            return all[0].Where(item => !others.Exists(set => set.Contains(item)));
        });

    public static bool? AreEqual(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != JsonValueKind.Array || right.ValueKind != JsonValueKind.Array)
            return null;
        var (a, b) = (Distinct(left.EnumerateArray()), Distinct(right.EnumerateArray()));
        return a.Count == b.Count && a.TrueForAll(ToSet(b).Contains);
    }

    public static double? Jaccard(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != JsonValueKind.Array || right.ValueKind != JsonValueKind.Array)
            return null;
        var (a, b) = (Distinct(left.EnumerateArray()), Distinct(right.EnumerateArray()));
        var common = a.Count(ToSet(b).Contains);
        return (double)common / (a.Count + b.Count - common);
    }

    /// <summary>Returns the distinct elements, in the order of their first positions.</summary>
    public static List<JsonElement> Distinct(IEnumerable<JsonElement> items) => [.. items.DistinctBy(DynamicValues.Identity)];

    private static Json? Combine(IReadOnlyList<JsonElement?> sets, Func<List<List<JsonElement>>, IEnumerable<JsonElement>> combine)
    {
        if (sets.Any(set => set is not { ValueKind: JsonValueKind.Array }))
            return null;
        return DynamicValues.Array(Distinct(combine([.. sets.Select(set => set!.Value.EnumerateArray().ToList())])));
    }

    private static HashSet<JsonElement> ToSet(List<JsonElement> items) => new(items, new ElementComparer());
}
