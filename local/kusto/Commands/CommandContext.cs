using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Ingestion;
using LocalKusto.Storage;

namespace LocalKusto.Commands;

/// <summary>The database and the services that a command uses.</summary>
internal sealed record CommandContext(
    KustoDatabase Database,
    Ingestor Ingestor,
    ViewMaterializer? Materializer,
    OperationLog Operations,
    RunningQueries RunningQueries,
    TimeProvider TimeProvider)
{
    /// <summary>A token that is canceled when the command's time limit expires or its client disconnects.</summary>
    public CancellationToken Cancellation { get; init; }

    public KustoCatalog Catalog => Database.Catalog;

    public DateTime UtcNow => TimeProvider.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Returns the database name as it is spelled in the catalog, and throws an exception if <paramref name="name"/> is the name of another
    /// database.
    /// </summary>
    public string CheckDatabase(string name) =>
        Catalog.IsThisDatabase(name) ? Catalog.DatabaseName : throw KustoRequestException.DatabaseNotFound(name);

    public TableDefinition Table(string name) =>
        Catalog.Tables.GetValueOrDefault(name) ?? throw KustoRequestException.EntityNotFound("Table", name);
}
