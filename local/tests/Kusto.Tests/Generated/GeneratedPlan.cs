using System.Globalization;
using System.Text;

namespace LocalKusto.Tests.Generated;

/// <summary>A row in the results of the generated queries.</summary>
internal readonly record struct PlanRow(long? Key, long? Value, string Text);

/// <summary>
/// A random query over a small table, and its expected rows. C# code that is independent of the engine computes these rows step by step.
/// Every step returns the columns k, v and s, so that any other step can follow.
/// </summary>
internal sealed class GeneratedPlan
{
    private static readonly PlanRow[] Base =
    [
        new(1, 5, "ab"), new(2, 7, "x"), new(1, null, ""), new(null, 3, "ab"), new(2, -4, "Ab c"), new(3, 5, "x"), new(3, 9, "q"),
            new(1, 0, "x"), new(null, null, ""), new(2, 7, "x"),
    ];

    /// <summary>The second table of a join. It contains a key with several rows, keys without a matching row, and a null key.</summary>
    private static readonly (long? Key, long Value)[] Other = [(1, 10), (1, 20), (2, -5), (4, 1), (null, 7)];

    private static readonly string OtherTable = "datatable(k:long, w:long) ["
        + string.Join(", ", Other.Select(row => $"{Literal(row.Key)}, {Literal(row.Value)}")) + "]";

    private readonly StringBuilder _query = new("datatable(k:long, v:long, s:string) [");
    private readonly Random _random;

    private GeneratedPlan(int seed)
    {
        _random = new Random(seed);
        _query.AppendJoin(", ", Base.Select(row => $"{Literal(row.Key)}, {Literal(row.Value)}, '{row.Text}'")).Append(']');
    }

    public string Query => _query.ToString();

    public IReadOnlyList<PlanRow> Rows { get; private set; } = Base;

    public static GeneratedPlan Create(int seed)
    {
        var plan = new GeneratedPlan(seed);
        for (var steps = plan._random.Next(1, 7); steps > 0; steps--)
            plan.Add(plan._random.Next(24));
        return plan;
    }

    private void Add(int kind)
    {
        var n = (long)_random.Next(-2, 8);
        switch (kind)
        {
            case 0:
                Step($"where v > {Literal(n)}", rows => rows.Where(row => row.Value > n));
                break;
            case 1:
                Step($"where v != {Literal(n)} or s == 'x'", rows => rows.Where(row => row.Value != n || row.Text == "x"));
                break;
            case 2:
                Step("where isnull(v) or k == v",
                    rows => rows.Where(row => row.Value is null || (row.Key is not null && row.Key == row.Value)));
                break;
            case 3:
                Step($"where k !in (1, {Literal(n)})", rows => rows.Where(row => row.Key != 1 && row.Key != n));
                break;
            case 4:
                Step("where s has 'ab'", rows =>
                    rows.Where(row => row.Text.Equals("ab", StringComparison.OrdinalIgnoreCase)
                        || row.Text.StartsWith("ab ", StringComparison.OrdinalIgnoreCase)));
                break;
            case 5:
                Step($"extend v = v + k, s = strcat(s, 'z')",
                    rows => rows.Select(row => new PlanRow(row.Key, row.Value + row.Key, row.Text + "z")));
                break;
            case 6:
                Step($"extend v = iff(v > {Literal(n)}, v - 1, coalesce(k, v))",
                    rows => rows.Select(row => row with { Value = row.Value > n ? row.Value - 1 : row.Key ?? row.Value }));
                break;
            case 7:
                Step("distinct *", rows => rows.Distinct());
                break;
            case 8:
                var count = _random.Next(0, 6);
                Step($"sort by v asc, k asc, s asc | take {count}", rows => rows.OrderBy(row => row.Value ?? long.MinValue)
                    .ThenBy(row => row.Key ?? long.MinValue).ThenBy(row => row.Text, StringComparer.Ordinal).Take(count));
                break;
            case 9:
                Step("summarize v = sum(v), s = max(s) by k", rows => rows.GroupBy(row => row.Key)
                    .Select(group => new PlanRow(group.Key, group.Sum(row => row.Value ?? 0),
                        group.Select(row => row.Text).Max(StringComparer.Ordinal)!)));
                break;
            case 10:
                Step("summarize k = min(k), v = countif(v > 0) by s | project k, v, s", rows => rows.GroupBy(row => row.Text)
                    .Select(group => new PlanRow(group.Min(row => row.Key), group.Count(row => row.Value > 0), group.Key)));
                break;
            case 11:
                Step("summarize a = percentile(v, 50), b = percentile(v, 100) by k | project k, v = a + b, s = ''",
                    rows => rows.GroupBy(row => row.Key)
                        .Select(group => new PlanRow(group.Key, Percentile(group, 0.5) + Percentile(group, 1), "")));
                break;
            case 12:
                Step("summarize arg_max(v, *) by k | project k, v, s = ''", rows => rows.GroupBy(row => row.Key)
                    .Select(group => new PlanRow(group.Key, group.Max(row => row.Value), "")));
                break;
            case 13:
                var closed = _random.Next(2) == 0 ? "false" : "true";
                Step($"union (print k = {Literal(n)}, v = 1, s = 'u' | where {closed})", rows => closed == "true"
                    ? rows.Append(new PlanRow(n, 1, "u")) : rows);
                break;
            default:
                AddJoin(kind, n);
                break;
        }
    }

    /// <summary>Adds a join, mv-expand or top. A null key matches null keys, as in Azure Data Explorer.</summary>
    private void AddJoin(int kind, long n)
    {
        var other = Other.Where(row => row.Value > n).ToLookup(row => row.Key, row => row.Value);
        var table = $"({OtherTable} | where w > {Literal(n)})";
        var hasPartner = _random.Next(2) == 0;
        switch (kind)
        {
            case 14:
                Step($"join kind=inner {table} on k | project k, v = v + w, s", rows =>
                    rows.SelectMany(row => other[row.Key].Select(w => row with { Value = row.Value + w })));
                break;
            case 15:
                Step($"join kind=leftouter {table} on k | project k, v = coalesce(w, v), s", rows => rows.SelectMany(row =>
                    other[row.Key].Cast<long?>().DefaultIfEmpty().Select(w => row with { Value = w ?? row.Value })));
                break;
            case 16:
                Step($"join kind={(hasPartner ? "leftsemi" : "leftanti")} {table} on k", rows =>
                    rows.Where(row => other.Contains(row.Key) == hasPartner));
                break;
            case 17:
                Step($"lookup {table} on k | project k, v = w, s", rows => rows.SelectMany(row =>
                    other[row.Key].Cast<long?>().DefaultIfEmpty().Select(w => row with { Value = w })));
                break;
            case 18:
                Step($"join kind=fullouter {table} on k | project k = coalesce(k, k1), v = coalesce(v, w), s", rows =>
                {
                    var left = rows.ToList();
                    var keys = left.Select(row => row.Key).ToHashSet();
                    return left
                        .SelectMany(row => other[row.Key].Cast<long?>().DefaultIfEmpty().Select(w => row with { Value = row.Value ?? w }))
                        .Concat(other.Where(group => !keys.Contains(group.Key))
                            .SelectMany(group => group.Select(w => new PlanRow(group.Key, w, ""))));
                });
                break;
            case 19:
                Step($"join kind={(hasPartner ? "rightsemi" : "rightanti")} {table} on k | project k, v = w, s = 'r'", rows =>
                {
                    var keys = rows.Select(row => row.Key).ToHashSet();
                    return other.Where(group => keys.Contains(group.Key) == hasPartner)
                        .SelectMany(group => group.Select(w => new PlanRow(group.Key, w, "r")));
                });
                break;
            case 20:
                Step($"summarize v = max(v) by k | join {table} on k | project k, v = v + w, s = ''", rows => rows.GroupBy(row => row.Key)
                    .SelectMany(group => other[group.Key].Select(w => new PlanRow(group.Key, group.Max(row => row.Value) + w, ""))));
                break;
            case 21:
                var name = $"T{_query.Length}";
                Step($"as {name} | join kind=inner ({name} | summarize m = max(v) by k) on k | project k, v = m, s", rows =>
                    rows.GroupBy(row => row.Key)
                        .SelectMany(group => group.Select(row => row with { Value = group.Max(one => one.Value) })));
                break;
            case 22:
                Step("extend a = pack_array(v, k) | mv-expand a to typeof(long) | project k, v = a, s", rows =>
                    rows.SelectMany(row => new[] { row with { Value = row.Value }, row with { Value = row.Key } }));
                break;
            case 23:
                var count = _random.Next(0, 6);
                Step($"extend o = strcat(v, ' ', k, ' ', s) | top {count} by o desc | project k, v, s", rows => rows
                    .OrderByDescending(row => string.Create(CultureInfo.InvariantCulture, $"{row.Value} {row.Key} {row.Text}"),
                        StringComparer.Ordinal)
                    .Take(count));
                break;
        }
    }

    private void Step(string kql, Func<IEnumerable<PlanRow>, IEnumerable<PlanRow>> compute)
    {
        _query.Append(" | ").Append(kql);
        Rows = [.. compute(Rows)];
    }

    /// <summary>Returns the lowest value that is greater than or equal to at least this fraction of the values.</summary>
    private static long? Percentile(IEnumerable<PlanRow> rows, double fraction)
    {
        var values = rows.Select(row => row.Value).OfType<long>().Order().ToList();
        return values.Count == 0 ? null : values[Math.Max((int)Math.Ceiling(fraction * values.Count) - 1, 0)];
    }

    private static string Literal(long? value) => value is { } known ? known < 0 ? $"({known.ToString(CultureInfo.InvariantCulture)})"
        : known.ToString(CultureInfo.InvariantCulture) : "long(null)";
}
