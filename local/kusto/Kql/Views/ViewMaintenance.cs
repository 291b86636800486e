using System.Globalization;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Views;

/// <summary>Creates the SQL that refreshes the materialized part of a view, and the SQL that combines the part with newer rows.</summary>
internal sealed class ViewMaintenance(IncrementalView view)
{
    /// <summary>The minimum number of rows at which it is faster to process rows with a unique key separately.</summary>
    private const long ManyRows = 10_000;

    /// <summary>
    /// The maximum number of keys to look up in the index. In a table of 200,000 rows and 55 columns, looking up 100 keys takes 5 ms, and
    /// looking up 500 keys takes 25 ms. A join always takes 100 ms. For more than 2,048 keys (DuckDB's setting index_scan_max_count),
    /// DuckDB scans a table of this size.
    /// </summary>
    private const long MaxLookedUp = 2_000;

    /// <summary>
    /// The version of the part's format. Parts without a version can contain duplicate keys, because their index could lose entries.
    /// </summary>
    private const int Format = 2;

    /// <summary>The DuckDB relation that the view reads.</summary>
    public string Source => view.Source;

    public IReadOnlyList<PlanColumn> Columns => view.Columns;

    /// <summary>The number of leading columns that identify a row of the view.</summary>
    public int KeyCount => view.KeyCount;

    /// <summary>
    /// The SQL that computes the view from its source, with the version of the part's format. A part with another definition is rebuilt.
    /// </summary>
    public string Definition => string.Create(CultureInfo.InvariantCulture, $"{view.RowsSql(0, null)} -- {Format}");

    /// <summary>Returns <c>true</c> if the stored rows for <see cref="RefreshedKeysSql"/> can be looked up in the index.</summary>
    /// <param name="rows">The number of rows that are newer than the materialized part.</param>
    public bool CanLookUp(long rows) => rows <= MaxLookedUp && KeyCount == 1 && Columns[0].Type == KustoType.String;

    /// <summary>
    /// Returns the SQL that summarizes the source's rows from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive) in
    /// the temporary table <c>refreshed</c>, with one row per key. In DuckDB, an aggregate over one row costs as much as an aggregate over
    /// several rows. If there are many rows, rows with a unique key are therefore copied without aggregation.
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

    /// <summary>The SQL for the keys of the rows that <see cref="RefreshSql"/> has computed.</summary>
    public string RefreshedKeysSql => "SELECT c0 FROM temp.refreshed";

    /// <summary>
    /// Returns the SQL that merges the rows from <see cref="RefreshSql"/> into the part. Stored rows with the same keys are deleted, and
    /// the merged rows are appended in the order of the first pick's value, usually a time. Rows with similar times are therefore close
    /// together, and DuckDB can skip row groups by their minimum and maximum values. Rows are not updated in place, because DuckDB would
    /// rewrite 2,048 values of a column for each changed value. The space of deleted rows is freed by compaction.
    /// </summary>
    /// <param name="table">The table of the materialized part.</param>
    /// <param name="keys">
    /// All keys of the refreshed rows, which are used to look up the stored rows in the index. With <c>null</c>, the table is joined, and
    /// all its rows are read. Keys can be specified only if <see cref="CanLookUp"/> returns <c>true</c>.
    /// </param>
    public string MergeSql(string table, IReadOnlyCollection<string>? keys)
    {
        var order = view.Picks[0].By ?? 0;
        // MATERIALIZED prevents the join from pushing a filter into the scan. With such a filter, DuckDB would not use the index.
        var lookup = keys is null ? "" : "WITH known AS MATERIALIZED ("
            + $"SELECT *, rowid FROM {table} WHERE c0 IN ({string.Join(", ", keys.Select(SqlText.Quote).DefaultIfEmpty("NULL"))})) ";
        var merged = MergedRowsSql("temp.refreshed", keys is null ? table : "known", onlyChanges: true);
        return $"CREATE TEMP TABLE merged AS {lookup}{merged}; "
            + $"DELETE FROM {table} WHERE rowid IN (SELECT stored FROM temp.merged WHERE stored IS NOT NULL); "
            + string.Create(
                CultureInfo.InvariantCulture, $"INSERT INTO {table} SELECT {List(i => $"c{i}")} FROM temp.merged ORDER BY c{order}; ")
            + "DROP TABLE temp.refreshed; DROP TABLE temp.merged";
    }

    /// <summary>
    /// Returns the SQL for the current rows of the view: stored rows whose keys have no newer rows, and newer rows merged with the stored
    /// rows. DuckDB applies outer predicates to both parts of the union. The SQL uses ANTI JOIN because NOT EXISTS becomes a join of all
    /// stored rows with themselves.
    /// </summary>
    public string CombinedSql(MaterializedPart part)
    {
        var rows = view.RowsSql(part.Rows, null);
        var stored = $"SELECT {List(i => $"a.c{i}")} FROM {part.Table} AS a ANTI JOIN ({rows}) AS d ON {SameKey("d", "a")}";
        return $"({stored} UNION ALL {MergedRowsSql($"({rows})", part.Table, onlyChanges: false)})";
    }

    /// <summary>Returns the SQL for the newer rows, merged with the stored rows that have the same keys.</summary>
    /// <param name="rows">The SQL for the rows that are newer than the materialized part, one per key.</param>
    /// <param name="table">The table of the materialized part.</param>
    /// <param name="onlyChanges">
    /// Whether the result includes only rows that differ from the stored rows. If so, the result also contains the column <c>stored</c>
    /// with the rowid of the row to replace.
    /// </param>
    private string MergedRowsSql(string rows, string table, bool onlyChanges)
    {
        // The columns p0, p1 and so on indicate whether a pick selects the newer row. They are computed once instead of in the expression
        // of each column.
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

    /// <summary>Returns the index of the pick that contains the column, or <c>null</c> for a key column.</summary>
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

    /// <summary>
    /// Returns the SQL condition for equal keys. Null keys are equal. Strings are never null, so they use the faster operator =.
    /// </summary>
    private string SameKey(string left, string right) => string.Join(" AND ", Enumerable.Range(0, KeyCount).Select(i => string.Create(
        CultureInfo.InvariantCulture, $"{left}.c{i} {(Columns[i].Type == KustoType.String ? "=" : "IS NOT DISTINCT FROM")} {right}.c{i}")));
}
