using Azure.Core;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace LatamFunctions.Import;

/// <summary>A connection to the target event hub, which is in a real namespace or in the local stack.</summary>
internal sealed class HubConnection : IAsyncDisposable
{
    /// <summary>The local stack's well-known connection string. The key is not a secret.</summary>
    private const string LocalStack =
        "Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;"
        + "UseDevelopmentEmulator=true;";

    private const int ConcurrentSends = 4;

    private readonly EventHubProducerClient _client;

    /// <param name="options">The namespace and the event hub.</param>
    /// <param name="credential">The credential for a namespace, or <c>null</c> for <see cref="DefaultAzureCredential"/>.</param>
    /// <param name="client">The options for the SDK's client, or <c>null</c> for the defaults.</param>
    /// <exception cref="ImportException">The connection string or the namespace is invalid.</exception>
    public HubConnection(ImportOptions options, TokenCredential? credential = null, EventHubProducerClientOptions? client = null)
    {
        try
        {
            _client = options.Namespace is { } host
                ? new EventHubProducerClient(host, options.Hub, credential ?? new DefaultAzureCredential(), client)
                : Connect(options.ConnectionString ?? LocalStack, options.Hub);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The exception's message can contain the connection string, which contains a key.
            throw new ImportException("The connection string or the namespace is not valid.");
        }
    }

    /// <summary>The hub's address, without secrets.</summary>
    public string Address => $"{_client.FullyQualifiedNamespace}/{_client.EventHubName}";

    /// <summary>Sends messages, and completes when the hub has acknowledged all of them.</summary>
    /// <exception cref="ImportException">The hub did not acknowledge a message.</exception>
    public async Task SendAsync(IReadOnlyList<EventData> messages, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ConcurrentSends, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(
                messages, parallel, async (message, cancellation) => await _client.SendAsync([message], cancellation));
        }
        catch (Exception e) when (e is EventHubsException or UnauthorizedAccessException or System.Net.Sockets.SocketException
            or Azure.Identity.AuthenticationFailedException or TimeoutException)
        {
            throw new ImportException($"{Address} does not accept the events: {e.Message} Run the same command again to resume.", e);
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    /// <summary>Connects to a hub. The connection string of a namespace does not contain the hub's name.</summary>
    private static EventHubProducerClient Connect(string connectionString, string hub) =>
        EventHubsConnectionStringProperties.Parse(connectionString).EventHubName is null
            ? new EventHubProducerClient(connectionString, hub)
            : new EventHubProducerClient(connectionString);
}
