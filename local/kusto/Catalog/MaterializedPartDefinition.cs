using System.Text.Json.Serialization;
using LocalKusto.Kql.Views;

namespace LocalKusto.Catalog;

/// <summary>
/// The stored portion of a materialized view: a table of DuckDB with a row for each key, computed by <paramref name="Definition"/> over the
/// first <see cref="Rows"/> rows of <paramref name="Source"/>. Rows are only ever added to a source (any other change creates another
/// DuckDB table), so their number is a position in it, and the rows after it are the ones to process.
/// </summary>
/// <param name="View">The view's name.</param>
/// <param name="PhysicalName">DuckDB's name of the part.</param>
/// <param name="Source">DuckDB's name of the table that the view reads.</param>
/// <param name="Definition">SQL; when the view's differs, the materialized portion is rebuilt.</param>
internal sealed record MaterializedPartDefinition(string View, string PhysicalName, string Source, string Definition)
{
    /// <summary>The number of the source's rows in it. It is stored in a separate table, since it changes frequently.</summary>
    [JsonIgnore]
    public long Rows { get; init; }

    /// <summary>
    /// The stored number, which is lower while the view has none of the rows since then. After a restart these are read once more.
    /// </summary>
    [JsonIgnore]
    public long StoredRows { get; init; }

    /// <summary>The last time at which <see cref="Rows"/> was the whole source.</summary>
    [JsonIgnore]
    public DateTime? MaterializedTo { get; init; }

    [JsonIgnore]
    public DateTime? LastRun { get; init; }

    /// <summary>The reason for the failure of the last run, or null.</summary>
    [JsonIgnore]
    public string? Failure { get; init; }

    /// <summary>Whether the source may have rows that are not in it. It has to be looked after each start and each write.</summary>
    [JsonIgnore]
    public bool HasDelta { get; init; } = true;

    /// <summary>The maintenance of the view, computed by each change of the catalog.</summary>
    [JsonIgnore]
    public IncrementalView? IncrementalView { get; init; }

    public MaterializedPart ToSymbol() => new(PhysicalName, Rows, HasDelta) { View = IncrementalView };
}
