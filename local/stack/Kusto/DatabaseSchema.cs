using LocalStack.Configuration;

namespace LocalStack.Kusto;

/// <summary>Applies the schema in kusto/schema.kql and loads the tables in kusto/reference.</summary>
internal static class DatabaseSchema
{
    /// <exception cref="StackStartException">
    /// The engine rejected the schema or a table. The message contains the engine's response.
    /// </exception>
    public static async Task ApplyAsync(KustoRestClient kusto, CancellationToken cancellationToken)
    {
        // In a data folder from an earlier version, a view has the name of a current function. Dropping the view loses no data, because its
        // rows are computed from the events.
        await kusto.CommandAsync(".drop materialized-view Flights ifexists", cancellationToken).ConfigureAwait(false);

        // Apply the whole file as one script, as the deployment to Azure does (bicep/).
        var script = await File.ReadAllTextAsync(BuildPaths.KustoSchema, cancellationToken).ConfigureAwait(false);
        try
        {
            var command = $".execute database script with (ThrowOnErrors = true) <|\n{script}";
            await kusto.CommandAsync(command, cancellationToken).ConfigureAwait(false);
            await ReferenceTableLoader.LoadAsync(kusto, cancellationToken).ConfigureAwait(false);
        }
        catch (KustoRestException e)
        {
            throw new StackStartException($"kusto/ cannot be applied: {e.Message}", e);
        }
    }
}
