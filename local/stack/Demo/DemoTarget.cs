using LocalStack.Kusto;

namespace LocalStack.Demo;

/// <summary>The endpoints of the running stack that a demo uses.</summary>
/// <param name="ApiEndpoint">The root of the HTTP functions, with their route prefix.</param>
/// <param name="FunctionKey">A key for all operations, or <c>null</c> if the functions require no key.</param>
/// <param name="BoardEndpoint">The page that shows the running stack.</param>
/// <param name="EventHubsConnectionString">The connection string of the event hub's namespace.</param>
/// <param name="StorageConnectionString">The connection string of the storage account with the dead letters.</param>
/// <param name="Kusto">A client for the database.</param>
/// <param name="Backlog">A function that returns the number of events that the ingesting function has not completed.</param>
internal sealed record DemoTarget(
    Uri ApiEndpoint,
    string? FunctionKey,
    Uri? BoardEndpoint,
    string EventHubsConnectionString,
    string StorageConnectionString,
    KustoRestClient Kusto,
    Func<long> Backlog);
