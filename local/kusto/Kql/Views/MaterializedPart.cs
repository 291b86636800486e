namespace LocalKusto.Kql.Views;

/// <summary>
/// The materialized part of a view. The DuckDB table <paramref name="Table"/> contains one row per key over the first
/// <paramref name="Rows"/> rows of the source. Its columns <c>c0</c>, <c>c1</c> and so on are in the order of the view's columns. The later
/// rows of the source are the delta.
/// </summary>
/// <param name="HasDelta">Whether the source can have later rows. If <c>false</c>, the table contains the complete view.</param>
public sealed record MaterializedPart(string Table, long Rows, bool HasDelta)
{
    /// <summary>The incremental view, or <c>null</c> if the view is computed when it is queried.</summary>
    internal IncrementalView? View { get; init; }

    /// <summary>Returns <c>true</c> if a query has the same SQL for both parts.</summary>
    internal bool IsReadLike(MaterializedPart? other) =>
        Table == other?.Table && HasDelta == other.HasDelta && (!HasDelta || Rows == other.Rows);
}
