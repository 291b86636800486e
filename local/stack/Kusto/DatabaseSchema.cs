using LocalStack.Configuration;

namespace LocalStack.Kusto;

/// <summary>The schema of kusto/schema.kql and the tables of kusto/reference.</summary>
internal static class DatabaseSchema
{
    /// <exception cref="StackStartException">The engine rejects the schema or a table; the message is the engine's.</exception>
    public static async Task ApplyAsync(KustoRestClient kusto, CancellationToken cancellationToken)
    {
        // In a folder of an earlier version, a view has the name of a current function. The view's rows are all in the events.
        await kusto.CommandAsync(".drop materialized-view Flights ifexists", cancellationToken).ConfigureAwait(false);

        // The schema as Azure receives it (bicep/): the whole file as one script.
        var script = await File.ReadAllTextAsync(BuildPaths.KustoSchema, cancellationToken).ConfigureAwait(false);
        try
        {
            var command = $".execute database script with (ThrowOnErrors = true) <|\n{script}";
            await kusto.CommandAsync(command, cancellationToken).ConfigureAwait(false);
            await ReferenceTables.LoadAsync(kusto, cancellationToken).ConfigureAwait(false);
        }
        catch (KustoRestException e)
        {
            throw new StackStartException($"kusto/ cannot be applied: {e.Message}", e);
        }
    }
}
