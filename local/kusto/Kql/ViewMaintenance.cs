namespace LocalKusto.Kql;

/// <summary>
/// SQL that keeps the materialized part of one view up to date. Only views that answer the first row of each key by some order can be kept:
/// of two rows of a key one goes, whatever came before it.
/// </summary>
internal sealed class ViewMaintenance
{
    private readonly Func<long, long?, WinningRows> _winners;
    private readonly WinningRows _all;

    internal ViewMaintenance(string source, Func<long, long?, WinningRows> winners)
    {
        Source = source;
        _winners = winners;
        _all = winners(0, null);
    }

    /// <summary>The DuckDB table that the view reads.</summary>
    public string Source { get; }

    public IReadOnlyList<Column> Columns => _all.Columns;

    /// <summary>The leading columns that name a row of the view.</summary>
    public int KeyCount => _all.KeyCount;

    /// <summary>What the view is computed by, down to the columns of its source: a part that was made by another text is of no use.</summary>
    public string Definition => _all.Sql;

    /// <summary>
    /// Merges the rows of the source from <paramref name="from"/> inclusive to <paramref name="to"/> exclusive into the part: rows of known
    /// keys change where they stand, new ones come behind them in the order of what decides, a time as a rule. So rows of one time stand
    /// close together, and DuckDB skips the rest by their least and greatest values. (One MERGE would add them in the order of a hash table.)
    /// </summary>
    public string MergeSql(string table, long from, long to)
    {
        var rows = _winners(from, to);
        var insert = $"INSERT INTO {table} SELECT {string.Join(", ", rows.ColumnNames.Select(name => "d." + name))} FROM ({rows.Sql}) AS d "
            + $"ANTI JOIN {table} AS a ON {rows.SameKey("d", "a")} ORDER BY d.c{KeyCount}";
        if (rows.Beats("d", "a") is not { } beats)
            return insert;
        var values = string.Join(", ", rows.ColumnNames.Skip(KeyCount).Select(name => $"{name} = d.{name}"));
        return $"UPDATE {table} AS a SET {values} FROM ({rows.Sql}) AS d WHERE {rows.SameKey("d", "a")} AND {beats}; {insert}";
    }
}
