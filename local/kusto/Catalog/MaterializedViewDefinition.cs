namespace LocalKusto.Catalog;

/// <summary>
/// A view of all rows of its source, kept by a <see cref="MaterializedPartDefinition"/> or computed when it is queried. Kusto without
/// backfill counts only the rows that arrived after its creation; here a view is usually created before the first row, and then the two
/// agree. <paramref name="Query"/> is without the braces.
/// </summary>
internal sealed record MaterializedViewDefinition(
    string Name,
    string SourceTable,
    string Query,
    DateTime CreatedOn,
    string Folder = "",
    string DocString = "",
    bool IsEnabled = true,
    bool AutoUpdateSchema = false,
    TimeSpan? Lookback = null,
    string LookbackColumn = "");
