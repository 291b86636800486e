using System.Globalization;
using System.Text;

namespace LocalKusto.Tests.Generated;

/// <summary>A row of the generated queries.</summary>
internal readonly record struct PlanRow(long? Key, long? Value, string Text);

/// <summary>
/// A random query over a small table, and its expected rows, which C# code that is independent of the engine computes step by step. Every
/// step returns the columns k, v and s, so that any other step can follow.
/// </summary>
internal sealed class GeneratedPlan
{
    private static readonly PlanRow[] Base =
    [
        new(1, 5, "ab"), new(2, 7, "x"), new(1, null, ""), new(null, 3, "ab"), new(2, -4, "Ab c"), new(3, 5, "x"), new(3, 9, "q"),
            new(1, 0, "x"), new(null, null, ""), new(2, 7, "x"),
    ];

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
            plan.Add(plan._random.Next(14));
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
