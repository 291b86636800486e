namespace LocalKusto.Catalog;

/// <summary>
/// A view over all rows of its source, kept by a <see cref="MaterializedPartDefinition"/> or computed when it is queried. Kusto without
/// backfill counts only the rows that came after its creation; here a view is made before the first row as a rule, and then the two
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
