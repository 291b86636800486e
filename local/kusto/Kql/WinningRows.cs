using System.Globalization;

namespace LocalKusto.Kql;

/// <summary>
/// The first row of each key among some rows of a view's source. <paramref name="Columns"/> are the keys, what decides (unless any row will
/// do), and what goes with it; in SQL <c>c0</c>, <c>c1</c> ….
/// </summary>
/// <param name="Columns">As the view has them.</param>
/// <param name="KeyCount">How many of them are keys.</param>
/// <param name="Order">DESC for arg_max, ASC for arg_min; null for take_any, where the row that came first stays.</param>
/// <param name="Sql">The winners.</param>
/// <param name="CandidatesSql">All rows among which they are chosen.</param>
internal sealed record WinningRows(IReadOnlyList<Column> Columns, int KeyCount, string? Order, string Sql, string CandidatesSql)
{
    public IEnumerable<string> ColumnNames => Enumerable.Range(0, Columns.Count).Select(Name);

    /// <summary>Null keys are keys like others. Strings are never null, and DuckDB is quicker with a plain equality.</summary>
    public string SameKey(string left, string right) => string.Join(" AND ", Enumerable.Range(0, KeyCount).Select(i =>
        $"{left}.{Name(i)} {(Columns[i].Type == KustoType.String ? "=" : "IS NOT DISTINCT FROM")} {right}.{Name(i)}"));

    /// <summary>Whether a later row takes the place of an earlier one; of equals the one that came first stays. Null for never.</summary>
    public string? Beats(string later, string earlier) => Order is null
        ? null
        : $"{Rank(later)} {(Order == "DESC" ? ">" : "<")} {Rank(earlier)}";

    /// <summary>The contrary of <see cref="Beats"/>; null for always.</summary>
    public string? Withstands(string earlier, string later) => Order is null
        ? null
        : $"{Rank(earlier)} {(Order == "DESC" ? ">=" : "<=")} {Rank(later)}";

    /// <summary>
    /// A null loses against any value. It stands as a value beyond all others, for DuckDB hashes a join on a comparison, but not one on a
    /// condition with OR. (For real, it shares its place with the infinity, or for arg_min NaN, and then the row that came first stays.)
    /// </summary>
    private string Rank(string row)
    {
        var column = Columns[KeyCount];
        var value = $"{row}.{Name(KeyCount)}";
        var sign = Order == "DESC" ? "-" : "";
        return column.Type switch
        {
            KustoType.String => value,
            KustoType.Real when Order == "ASC" => $"coalesce({value}, 'nan'::DOUBLE)",
            KustoType.Real => $"coalesce({value}, '-inf'::DOUBLE)",
            KustoType.DateTime => $"coalesce({value}, '{sign}infinity'::TIMESTAMP)",
            KustoType.Bool or KustoType.Int => $"coalesce({value}::BIGINT, {sign}9223372036854775807)",
            KustoType.Decimal => $"coalesce({value}, {sign}99999999999999999999999999999.999999999)",
            _ => $"coalesce({value}::HUGEINT, {sign}170141183460469231731687303715884105727)",
        };
    }

    private static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"c{column}");
}
