using LocalStack.Configuration;

namespace LocalStack.Kusto;

/// <summary>
/// Loads the tables in kusto/reference. A table that already has the expected number of rows is skipped, so most starts load nothing.
/// </summary>
internal static class ReferenceTableLoader
{
    private static readonly string[] Tables = ["Airports", "Airlines"];

    /// <exception cref="KustoRestException">A table cannot be loaded.</exception>
    public static async Task LoadAsync(KustoRestClient kusto, CancellationToken cancellationToken)
    {
        foreach (var table in Tables)
        {
            var file = Path.Combine(BuildPaths.ReferenceData, $"{table.ToLowerInvariant()}.csv");
            var lines = await File.ReadAllLinesAsync(file, cancellationToken).ConfigureAwait(false);
            var rows = await kusto.CountAsync($"{table} | count", cancellationToken).ConfigureAwait(false);
            if (rows == lines.Length - 1)
                continue;

            if (rows > 0)
                await kusto.CommandAsync($".clear table {table} data", cancellationToken).ConfigureAwait(false);
            var command =
                $".ingest inline into table {table} with (format = 'csv', ignoreFirstRecord = true) <|\n{string.Join('\n', lines)}";
            await kusto.CommandAsync(command, cancellationToken).ConfigureAwait(false);
        }
    }
}
