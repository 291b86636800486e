using System.Globalization;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Views;

/// <summary>
/// SQL that keeps the materialized portion of one view up to date, and that combines it with rows which are not in it yet.
/// </summary>
internal sealed class ViewMaintenance(KeptView view)
{
    /// <summary>From this number of rows on, telling rows with a key of their own from others costs less than it saves.</summary>
    private const long ManyRows = 10_000;

    /// <summary>The relation of the database that the view reads.</summary>
    public string Source => view.Source;

    public IReadOnlyList<PlanColumn> Columns => view.Columns;

    /// <summary>The leading columns, which identify a row of the view.</summary>
    public int KeyCount => view.KeyCount;

    /// <summary>
    /// What the view is computed by, down to the columns of its source: a portion that was made by another text is of no use.
    /// </summary>
    public string Definition => view.RowsSql(0, null);

    /// <summary>
    /// Merges the rows of the source from <paramref name="from"/> inclusive to <paramref name="to"/> exclusive into the portion: rows of
    /// known keys change where they are, new ones come behind them in the order of what decides, a time as a rule. So rows of one time are
    /// close together, and the database skips the rest by their least and greatest values. (One MERGE would add them in the order of a hash
    /// table.) The newer rows are summarized once, in a temporary table.
    /// </summary>
    public string MergeSql(string table, long from, long to)
    {
        var rows = RefreshedSql(from, to);
        var order = view.Picks[0].By ?? 0;
        var isNew = string.Create(CultureInfo.InvariantCulture, $"ANTI JOIN {table} AS a ON {SameKey("d", "a")} ORDER BY d.c{order}");
        var insert = $"INSERT INTO {table} SELECT {List(i => $"d.c{i}")} FROM temp.refreshed AS d {isNew}; DROP TABLE temp.refreshed";
        var beats = view.Picks.Select(pick => pick.Beats("d", "a")).OfType<string>().ToList();
        if (beats.Count == 0)
            return $"{rows}; {insert}";
        var values = view.Picks.SelectMany(pick => pick.Columns.Select(column => (pick, column)))
            .Select(entry => string.Create(CultureInfo.InvariantCulture,
                $"c{entry.column} = {(beats.Count == 1 ? $"d.c{entry.column}" : Merged(entry.pick, entry.column))}"));
        var isNewer = $"{SameKey("d", "a")} AND ({string.Join(" OR ", beats)})";
        return $"{rows}; UPDATE {table} AS a SET {string.Join(", ", values)} FROM temp.refreshed AS d WHERE {isNewer}; {insert}";
    }

    /// <summary>
    /// The stored rows whose keys no newer row has, and the newer rows, merged with what is stored of their keys. Predicates on top of it
    /// go into both halves. An ANTI JOIN and not NOT EXISTS: that one becomes a join of all stored rows with themselves.
    /// </summary>
    public string CombinedSql(MaterializedPart part)
    {
        var rows = view.RowsSql(part.Rows, null);
        var stored = $"SELECT {List(i => $"a.c{i}")} FROM {part.Table} AS a ANTI JOIN ({rows}) AS d ON {SameKey("d", "a")}";
        var merged = Enumerable.Range(0, Columns.Count).Select(i => view.Picks.FirstOrDefault(pick => pick.Columns.Contains(i)) is { } pick
            ? string.Create(CultureInfo.InvariantCulture, $"CASE WHEN a.rowid IS NULL THEN d.c{i} ELSE {Merged(pick, i)} END AS c{i}")
            : string.Create(CultureInfo.InvariantCulture, $"d.c{i} AS c{i}"));
        return $"({stored} UNION ALL SELECT {string.Join(", ", merged)} FROM ({rows}) AS d "
            + $"LEFT JOIN {part.Table} AS a ON {SameKey("d", "a")})";
    }

    /// <summary>
    /// Statements that summarize rows of the source in the temporary table <c>refreshed</c>. An aggregate of DuckDB's costs as much for a
    /// group of one row as for more; where there are many rows, those whose key no other has are taken as they are.
    /// </summary>
    private string RefreshedSql(long from, long to)
    {
        if (to - from < ManyRows || view.Picks.Count == 1)
            return $"CREATE TEMP TABLE refreshed AS {view.RowsSql(from, to)}";
        var keys = string.Join(", ", Enumerable.Range(0, KeyCount).Select(i => string.Create(CultureInfo.InvariantCulture, $"c{i}")));
        string Arrived(string join) => $"(SELECT d.* FROM temp.arrived AS d {join} JOIN temp.repeated AS a ON {SameKey("d", "a")})";
        return $"CREATE TEMP TABLE arrived AS {view.KeyedRowsSql(from, to)}; "
            + $"CREATE TEMP TABLE repeated AS SELECT {keys} FROM temp.arrived GROUP BY ALL HAVING count(*) > 1; "
            + $"CREATE TEMP TABLE refreshed AS {view.SummarizedSql(Arrived("ANTI"), areKeysUnique: true)} "
            + $"UNION ALL {view.SummarizedSql(Arrived("SEMI"), areKeysUnique: false)}; "
            + "DROP TABLE temp.arrived; DROP TABLE temp.repeated";
    }

    private string List(Func<int, FormattableString> column) =>
        string.Join(", ", Enumerable.Range(0, Columns.Count).Select(i => FormattableString.Invariant(column(i))));

    private static string Merged(KeptPick pick, int column) => pick.Beats("d", "a") is { } beats
        ? string.Create(CultureInfo.InvariantCulture, $"CASE WHEN {beats} THEN d.c{column} ELSE a.c{column} END")
        : string.Create(CultureInfo.InvariantCulture, $"a.c{column}");

    /// <summary>Null keys are keys like others. Strings are never null, and a plain equality is quicker.</summary>
    private string SameKey(string left, string right) => string.Join(" AND ", Enumerable.Range(0, KeyCount).Select(i => string.Create(
        CultureInfo.InvariantCulture, $"{left}.c{i} {(Columns[i].Type == KustoType.String ? "=" : "IS NOT DISTINCT FROM")} {right}.c{i}")));
}
