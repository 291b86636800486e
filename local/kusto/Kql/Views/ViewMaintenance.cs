using System.Globalization;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Views;

/// <summary>
/// SQL that keeps the materialized portion of one view up to date, and that combines it with rows which are not in it yet.
/// </summary>
internal sealed class ViewMaintenance(IncrementalView view)
{
    /// <summary>The minimum number of rows for which separating rows with a unique key costs less than it saves.</summary>
    private const long ManyRows = 10_000;

    /// <summary>
    /// The maximum number of keys to look up. In 200,000 rows of 55 columns, 100 take 5 ms, 500 take 25 ms, a join always 100 ms. Above
    /// 2,048 keys (its setting index_scan_max_count) DuckDB reads all rows of a table of this size.
    /// </summary>
    private const long MaxLookedUp = 2_000;

    /// <summary>Portions without a version may have a key twice, since an index could lose entries.</summary>
    private const int Format = 2;

    /// <summary>The relation of the database that the view reads.</summary>
    public string Source => view.Source;

    public IReadOnlyList<PlanColumn> Columns => view.Columns;

    /// <summary>The leading columns, which identify a row of the view.</summary>
    public int KeyCount => view.KeyCount;

    /// <summary>
    /// The SQL that computes the view, down to the columns of its source, with the version of the portion's format. A portion with another
    /// definition is computed again.
    /// </summary>
    public string Definition => string.Create(CultureInfo.InvariantCulture, $"{view.RowsSql(0, null)} -- {Format}");

    /// <summary>Whether stored rows can be found by <see cref="RefreshedKeysSql"/> in the index of the portion's key.</summary>
    /// <param name="rows">The number of newer rows.</param>
    public bool CanLookUp(long rows) => rows <= MaxLookedUp && KeyCount == 1 && Columns[0].Type == KustoType.String;

    /// <summary>
    /// Summarizes the rows of the source from <paramref name="from"/> inclusive to <paramref name="to"/> exclusive in the temporary table
    /// <c>refreshed</c>, one row for each key. An aggregate of DuckDB's costs as much for a group of one row as for more; if there are many
    /// rows, those with a unique key are copied unchanged.
    /// </summary>
    public string RefreshSql(long from, long to)
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

    /// <summary>The keys of the rows that <see cref="RefreshSql"/> has computed.</summary>
    public string RefreshedKeysSql => "SELECT c0 FROM temp.refreshed";

    /// <summary>
    /// Merges the rows that <see cref="RefreshSql"/> has computed into the portion. Rows with existing keys replace the stored ones; they
    /// and new ones are appended in the order of the deciding value, usually a time. So rows of one time are close together, and the
    /// database skips the rest by their minimum and maximum values. Stored rows are not updated: DuckDB rewrites 2,048 values of each
    /// column for one that it changes in place. The portion's store frees the space of deleted rows.
    /// </summary>
    /// <param name="table">The table of the materialized portion.</param>
    /// <param name="keys">
    /// All keys, if <see cref="CanLookUp"/>: the stored rows are then found in the index, where a join reads all columns of all rows.
    /// </param>
    public string MergeSql(string table, IReadOnlyCollection<string>? keys)
    {
        var order = view.Picks[0].By ?? 0;
        // Materialized, because a filter that the join pushes into the scan would keep it from using the index.
        var lookup = keys is null ? "" : "WITH known AS MATERIALIZED ("
            + $"SELECT *, rowid FROM {table} WHERE c0 IN ({string.Join(", ", keys.Select(SqlText.Quote).DefaultIfEmpty("NULL"))})) ";
        var merged = MergedSql("temp.refreshed", keys is null ? table : "known", onlyChanges: true);
        return $"CREATE TEMP TABLE merged AS {lookup}{merged}; "
            + $"DELETE FROM {table} WHERE rowid IN (SELECT stored FROM temp.merged WHERE stored IS NOT NULL); "
            + string.Create(
                CultureInfo.InvariantCulture, $"INSERT INTO {table} SELECT {List(i => $"c{i}")} FROM temp.merged ORDER BY c{order}; ")
            + "DROP TABLE temp.refreshed; DROP TABLE temp.merged";
    }

    /// <summary>
    /// The stored rows whose keys no newer row has, and the newer rows, merged with the stored rows of their keys. Predicates on top of it
    /// are applied to both halves. An ANTI JOIN and not NOT EXISTS: that one becomes a join of all stored rows with themselves.
    /// </summary>
    public string CombinedSql(MaterializedPart part)
    {
        var rows = view.RowsSql(part.Rows, null);
        var stored = $"SELECT {List(i => $"a.c{i}")} FROM {part.Table} AS a ANTI JOIN ({rows}) AS d ON {SameKey("d", "a")}";
        return $"({stored} UNION ALL {MergedSql($"({rows})", part.Table, onlyChanges: false)})";
    }

    /// <summary>Newer rows, merged with the stored rows of their keys.</summary>
    /// <param name="rows">The newer rows, one for each key.</param>
    /// <param name="table">The table of the materialized portion.</param>
    /// <param name="onlyChanges">
    /// Whether the result has only rows that differ from the stored ones, with the column <c>stored</c>: the number of the row to replace.
    /// </param>
    private string MergedSql(string rows, string table, bool onlyChanges)
    {
        // Whether a pick takes the newer row is computed once (p0, p1 …), and not in the expression of each of its columns.
        var decisions = ForEachPick(
            (pick, i) => $"a.rowid IS NULL{(pick.ReplacesSql("d", "a") is { } replaces ? $" OR {replaces}" : "")} AS p{i}", ", ");
        var values = string.Join(", ", view.Picks.SelectMany(pick => pick.Columns)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"a.c{i} AS a{i}")));
        var merged = List(i => PickOf(i) is { } pick ? (FormattableString)$"CASE WHEN p{pick} THEN c{i} ELSE a{i} END AS c{i}" : $"c{i}");
        return $"SELECT {merged}{(onlyChanges ? ", stored" : "")} "
            + $"FROM (SELECT d.*, a.rowid AS stored, {values}, {decisions} FROM {rows} AS d LEFT JOIN {table} AS a ON {SameKey("d", "a")})"
            + (onlyChanges ? $" WHERE {ForEachPick((_, i) => $"p{i}", " OR ")}" : "");
    }

    private string ForEachPick(Func<IncrementalPick, int, FormattableString> sql, string separator) =>
        string.Join(separator, view.Picks.Select((pick, i) => FormattableString.Invariant(sql(pick, i))));

    /// <summary>The index of the pick that provides a column; null for a key.</summary>
    private int? PickOf(int column)
    {
        for (var i = 0; i < view.Picks.Count; i++)
        {
            if (view.Picks[i].Columns.Contains(column))
                return i;
        }

        return null;
    }

    private string List(Func<int, FormattableString> column) =>
        string.Join(", ", Enumerable.Range(0, Columns.Count).Select(i => FormattableString.Invariant(column(i))));

    /// <summary>Null keys are keys like others. Strings are never null, and a plain equality is quicker.</summary>
    private string SameKey(string left, string right) => string.Join(" AND ", Enumerable.Range(0, KeyCount).Select(i => string.Create(
        CultureInfo.InvariantCulture, $"{left}.c{i} {(Columns[i].Type == KustoType.String ? "=" : "IS NOT DISTINCT FROM")} {right}.c{i}")));
}
