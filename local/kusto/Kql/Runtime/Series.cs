using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// Functions for arrays of numbers. Unless specified otherwise, the result for a value that is not an array is null. Elements that are not
/// numbers are missing values.
/// </summary>
internal static class Series
{
    private static readonly string[] StatisticNames = ["min", "min_idx", "max", "max_idx", "avg", "stdev", "variance", "sum", "len"];

    public static double?[]? Read(JsonElement series) =>
        series.ValueKind == JsonValueKind.Array ? [.. series.EnumerateArray().Select(Number)] : null;

    public static Json? Map(JsonElement series, Func<double, double> compute) => Read(series) is { } values
        ? DynamicValues.Array(values.Select(value => Text(value is { } known ? compute(known) : null)))
        : null;

    /// <summary>
    /// Combines two series element by element. The shorter series is padded with nulls. If one argument is a number, it is combined with
    /// each element.
    /// </summary>
    public static Json? Zip(JsonElement left, JsonElement right, Func<double, double, double> compute) =>
        Pairs(left, right) is { } pairs
            ? DynamicValues.Array(pairs.Select(pair => Text(pair is ({ } a, { } b) ? compute(a, b) : null)))
            : null;

    /// <summary>Compares two series element by element. Each result is true, false or null.</summary>
    public static Json? Compare(JsonElement left, JsonElement right, Func<double, double, bool> test) =>
        Pairs(left, right) is { } pairs
            ? DynamicValues.Array(pairs.Select(pair => pair is ({ } a, { } b) ? test(a, b) ? "true" : "false" : "null"))
            : null;

    /// <summary>Aggregates the elements. Returns <c>null</c> if an element is not a number.</summary>
    public static double? Aggregate(JsonElement series, double seed, Func<double, double, double> combine) =>
        Known(series) is { } values ? values.Aggregate(seed, combine) : null;

    public static double? Magnitude(JsonElement series) =>
        Aggregate(series, 0, (sum, x) => sum + (x * x)) is { } squares ? Math.Sqrt(squares) : null;

    /// <summary>
    /// Returns the dot product of two series of equal length. If one argument is a number, it is multiplied by each element.
    /// </summary>
    public static double? DotProduct(JsonElement left, JsonElement right) => Number(left) is { } x ? x * Known(right)?.Sum()
        : Number(right) is { } y ? y * Known(left)?.Sum()
        : Known(left) is { } a && Known(right) is { } b && a.Length == b.Length ? a.Zip(b, (one, other) => one * other).Sum()
        : null;

    public static double? CosineSimilarity(JsonElement left, JsonElement right) =>
        DotProduct(left, right) is { } product && Magnitude(left) * Magnitude(right) is { } scale && scale > 0 ? product / scale : null;

    /// <summary>
    /// Returns the Pearson correlation of two series of equal length, or <c>null</c> if the lengths differ, or if a series is empty, is
    /// constant, or contains an element that is not a number.
    /// </summary>
    public static double? Correlation(JsonElement left, JsonElement right)
    {
        if (Known(left) is not { Length: > 0 } a || Known(right) is not { } b || a.Length != b.Length)
            return null;
        var (meanA, meanB) = (a.Average(), b.Average());
        var covariance = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        var scale = Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
        return scale > 0 ? covariance / scale : null;
    }

    /// <summary>
    /// Returns the statistics of a series as a bag. If the minimum or maximum occurs several times, its first position is used. The
    /// standard deviation and variance are those of a sample.
    /// </summary>
    public static Json? Statistics(JsonElement series, bool ignoresNonFinite)
    {
        if (Read(series) is not { } values)
            return null;
        var known = values.Select((value, index) => (Value: value ?? double.NaN, Index: index))
            .Where(item => !ignoresNonFinite || double.IsFinite(item.Value))
            .ToList();
        if (known.Count == 0 || known.Exists(item => !double.IsFinite(item.Value)))
            return DynamicValues.Bag(StatisticNames.Select(name => KeyValuePair.Create(name, "null")));
        var (least, greatest) = (known.MinBy(item => item.Value), known.MaxBy(item => item.Value));
        var sum = known.Sum(item => item.Value);
        var mean = sum / known.Count;
        var variance = known.Count > 1 ? known.Sum(item => (item.Value - mean) * (item.Value - mean)) / (known.Count - 1) : 0;
        return DynamicValues.Bag(
        [
            KeyValuePair.Create("min", Text(least.Value)),
            KeyValuePair.Create("min_idx", DynamicValues.From(least.Index).Text),
            KeyValuePair.Create("max", Text(greatest.Value)),
            KeyValuePair.Create("max_idx", DynamicValues.From(greatest.Index).Text),
            KeyValuePair.Create("avg", Text(mean)),
            KeyValuePair.Create("stdev", Text(Math.Sqrt(variance))),
            KeyValuePair.Create("variance", Text(variance)),
            KeyValuePair.Create("sum", Text(sum)),
            KeyValuePair.Create("len", DynamicValues.From(known.Count).Text),
        ]);
    }

    public static string Text(double? value) => value is { } known ? DynamicValues.From(known).Text : "null";

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>Returns the elements, or <c>null</c> if an element is not a number.</summary>
    public static double[]? Known(JsonElement series) =>
        Read(series) is { } values && Array.TrueForAll(values, value => value is not null)
            ? [.. values.Select(value => value!.Value)]
            : null;

    private static IEnumerable<(double?, double?)>? Pairs(JsonElement left, JsonElement right)
    {
        var (a, b) = (Read(left), Read(right));
        if ((a is null && Number(left) is null) || (b is null && Number(right) is null) || (a is null && b is null))
            return null;
        var length = Math.Max(a?.Length ?? 0, b?.Length ?? 0);
        return Enumerable.Range(0, length).Select(i => (At(a, left, i), At(b, right, i)));

        static double? At(double?[]? values, JsonElement one, int i) => values is null ? Number(one) : i < values.Length ? values[i] : null;
    }
}
