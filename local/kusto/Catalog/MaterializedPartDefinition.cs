using LocalKusto.Kql.Views;

namespace LocalKusto.Catalog;

/// <summary>
/// The materialized part of a view: a DuckDB table with one row per key, computed by <paramref name="Definition"/> over the first
/// <see cref="Rows"/> rows of <paramref name="Source"/>. Rows are only ever appended to a source table, because any other change creates a
/// new DuckDB table. The row count is therefore a position in the source, and the rows after this position have not been processed yet.
/// </summary>
/// <param name="View">The view's name.</param>
/// <param name="PhysicalName">The part's table name in DuckDB.</param>
/// <param name="Source">The DuckDB name of the table that the view reads.</param>
/// <param name="Definition">The SQL that computed the part. If the view's SQL differs, the part is rebuilt.</param>
internal sealed record MaterializedPartDefinition(string View, string PhysicalName, string Source, string Definition)
{
    /// <summary>
    /// The number of source rows that the part includes.
    /// </summary>
    public long Rows { get; init; }

    /// <summary>
    /// The stored value of <see cref="Rows"/>. This value is lower than <see cref="Rows"/> if the view selected none of the rows between
    /// the two positions. These rows are read again after a restart.
    /// </summary>
    public long StoredRows { get; init; }

    /// <summary>The latest time at which the part included all rows of the source.</summary>
    public DateTime? MaterializedTo { get; init; }

    public DateTime? LastRun { get; init; }

    /// <summary>The reason why the last run failed, or <c>null</c> if it succeeded.</summary>
    public string? Failure { get; init; }

    /// <summary>
    /// Whether the source can have rows that the part does not include. The value is <c>true</c> after each start of the engine and after
    /// each write to the source.
    /// </summary>
    public bool HasDelta { get; init; } = true;

    /// <summary>The incremental maintenance of the view. The value is computed again whenever the catalog changes.</summary>
    public IncrementalView? IncrementalView { get; init; }

    public MaterializedPart ToSymbol() => new(PhysicalName, Rows, HasDelta) { View = IncrementalView };
}
