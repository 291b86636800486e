namespace LocalStack;

/// <summary>Loads the tables of kusto/reference, as pipelines/scripts/load-reference.mjs does.</summary>
internal static class ReferenceTables
{
    private static readonly string[] Tables = ["Airports", "Airlines"];

    /// <summary>Replaces the rows of each table at once, so that a query never sees a part of them.</summary>
    /// <exception cref="KustoRestException">A table cannot be loaded.</exception>
    public static async Task LoadAsync(KustoRestClient kusto, CancellationToken cancellationToken)
    {
        foreach (var table in Tables)
        {
            var file = Path.Combine(BuildPaths.ReferenceData, $"{table.ToLowerInvariant()}.csv");
            var csv = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
            foreach (var command in (string[])[
                $".set-or-replace {table}Loading <| {table} | take 0",
                $".ingest inline into table {table}Loading with (format = 'csv', ignoreFirstRecord = true) <|\n{csv}",
                $".set-or-replace {table} <| {table}Loading",
                $".drop table {table}Loading ifexists"])
            {
                await kusto.CommandAsync(command, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
