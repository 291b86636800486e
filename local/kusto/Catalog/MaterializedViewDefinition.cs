namespace LocalKusto.Catalog;

/// <summary>
/// A view over all rows of its source. The rows are stored in a <see cref="MaterializedPartDefinition"/> or computed when the view is
/// queried. In Kusto, a view without backfill includes only the rows that were ingested after its creation. This difference does not matter
/// for a view that is created before the first row is ingested. <paramref name="Query"/> does not include the braces.
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
