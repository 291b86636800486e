using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Ingestion;
using LocalKusto.Storage;

namespace LocalKusto.Commands;

/// <summary>The database of a command and the services that it uses.</summary>
internal sealed record CommandContext(
    KustoDatabase Database,
    Ingestor Ingestor,
    ViewMaterializer? Materializer,
    OperationLog Operations,
    RunningQueries RunningQueries,
    TimeProvider TimeProvider)
{
    /// <summary>Cancels the work when the command's time is over or its client has disconnected.</summary>
    public CancellationToken Cancellation { get; init; }

    public KustoCatalog Catalog => Database.Catalog;

    public DateTime UtcNow => TimeProvider.GetUtcNow().UtcDateTime;

    /// <summary>The name in the result of a command that was given one: only the catalog's own database exists.</summary>
    public string CheckDatabase(string name) =>
        Catalog.IsThisDatabase(name) ? Catalog.DatabaseName : throw KustoRequestException.DatabaseNotFound(name);

    public TableDefinition Table(string name) =>
        Catalog.Tables.GetValueOrDefault(name) ?? throw KustoRequestException.EntityNotFound("Table", name);
}
