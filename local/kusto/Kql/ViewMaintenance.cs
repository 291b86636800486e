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

    /// <summary>Merges the rows of the source from <paramref name="from"/> inclusive to <paramref name="to"/> exclusive into the part.</summary>
    public string MergeSql(string table, long from, long to)
    {
        var rows = _winners(from, to);
        var names = rows.ColumnNames.ToList();
        var update = rows.Beats("d", "a") is { } beats
            ? $" WHEN MATCHED AND {beats} THEN UPDATE SET {string.Join(", ", names.Skip(KeyCount).Select(name => $"{name} = d.{name}"))}"
            : "";
        return $"MERGE INTO {table} AS a USING ({rows.Sql}) AS d ON {rows.SameKey("d", "a")}{update}"
            + $" WHEN NOT MATCHED THEN INSERT VALUES ({string.Join(", ", names.Select(name => "d." + name))})";
    }
}
