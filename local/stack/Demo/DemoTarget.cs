using LocalStack.Kusto;

namespace LocalStack.Demo;

/// <summary>The running stack that a demo publishes to and reads from.</summary>
/// <param name="ApiEndpoint">The root of the HTTP functions, with their route prefix.</param>
/// <param name="FunctionKey">A key for every operation; null if the functions require none.</param>
/// <param name="BoardEndpoint">The page that shows the running stack.</param>
/// <param name="EventHubsEndpoint">The REST API of the event hub's namespace.</param>
/// <param name="EventHubsConnectionString">The connection string of the namespace.</param>
/// <param name="StorageConnectionString">The connection string of the account with the dead letters.</param>
/// <param name="Kusto">A client of the database.</param>
/// <param name="Backlog">Counts the events that the ingesting function has not completed.</param>
internal sealed record DemoTarget(
    Uri ApiEndpoint,
    string? FunctionKey,
    Uri? BoardEndpoint,
    Uri EventHubsEndpoint,
    string EventHubsConnectionString,
    string StorageConnectionString,
    KustoRestClient Kusto,
    Func<long> Backlog);
