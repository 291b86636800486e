namespace LocalKusto.Kql.Views;

/// <summary>
/// The materialized portion of a view: a DuckDB table <paramref name="Table"/> with a row for each key over the first
/// <paramref name="Rows"/> rows of the source, columns <c>c0</c>, <c>c1</c> … as the view has them. The rows after these are the delta.
/// </summary>
/// <param name="HasDelta">False when the catalog has no rows after these: then the table is the view.</param>
public sealed record MaterializedPart(string Table, long Rows, bool HasDelta)
{
    /// <summary>The portion's maintenance. Without it the view is computed when it is read.</summary>
    internal IncrementalView? View { get; init; }

    /// <summary>Whether a query that reads the one is the same when it reads the other.</summary>
    internal bool IsReadLike(MaterializedPart? other) =>
        Table == other?.Table && HasDelta == other.HasDelta && (!HasDelta || Rows == other.Rows);
}
