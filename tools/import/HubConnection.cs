using Azure.Core;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace LatamFunctions.Import;

/// <summary>The target event hub, of a real namespace or of the local stack.</summary>
internal sealed class HubConnection : IAsyncDisposable
{
    /// <summary>The local stack's well-known connection string; its key is not a secret.</summary>
    private const string LocalStack =
        "Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;"
        + "UseDevelopmentEmulator=true;";

    private const int ConcurrentSends = 4;

    private readonly EventHubProducerClient _client;

    /// <param name="options">The namespace and the event hub.</param>
    /// <param name="credential">Opens a namespace; null for the credential of the signed-in user, or of the machine.</param>
    /// <param name="client">Options of the SDK; null for its defaults.</param>
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
            // Its message may repeat the connection string, which contains a key.
            throw new ImportException("The connection string or the namespace is not valid.");
        }
    }

    /// <summary>The hub's address, without secrets.</summary>
    public string Address => $"{_client.FullyQualifiedNamespace}/{_client.EventHubName}";

    /// <summary>Returns when the hub has all <paramref name="messages"/>.</summary>
    /// <exception cref="ImportException">The hub has not acknowledged one of them.</exception>
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

    /// <summary>Connects to a hub. A connection string of a hub contains its name; one of a namespace does not.</summary>
    private static EventHubProducerClient Connect(string connectionString, string hub) =>
        EventHubsConnectionStringProperties.Parse(connectionString).EventHubName is null
            ? new EventHubProducerClient(connectionString, hub)
            : new EventHubProducerClient(connectionString);
}
