using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LocalFunctions.Host.Http;
using LocalStack.Kusto;

namespace Verify;

/// <summary>
/// The system under test, which is accessed through its public endpoints. The addresses change when a local stack restarts after a kill.
/// </summary>
internal sealed class Target : IAsyncDisposable
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    private readonly Func<Addresses, EventHubProducerClient> _connect;
    private readonly HttpClient _api;
    private readonly HttpClient _kusto;
    private volatile Addresses _addresses;
    private volatile EventHubProducerClient _producer;

    /// <param name="addresses">The initial addresses of the system.</param>
    /// <param name="handler">In tests, a handler that responds to HTTP requests instead of the system.</param>
    /// <param name="connect">In tests, a function that creates a producer that sends to no hub.</param>
    public Target(
        Addresses addresses, HttpMessageHandler? handler = null, Func<Addresses, EventHubProducerClient>? connect = null)
    {
        _addresses = addresses;
        _connect = connect ?? CreateProducer;
        _producer = _connect(addresses);
        _api = Client(TimeSpan.FromSeconds(60));
        _kusto = Client(TimeSpan.FromMinutes(5));
        if (addresses.ApiKey is not null)
            _api.DefaultRequestHeaders.Add(FunctionKeys.Header, addresses.ApiKey);
        if (addresses.KustoToken is not null)
            _kusto.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", addresses.KustoToken);

        HttpClient Client(TimeSpan timeout) =>
            new(handler ?? new SocketsHttpHandler(), disposeHandler: handler is null) { Timeout = timeout };
    }

    public KustoRestClient Kusto => new(_kusto, _addresses.Kusto, _addresses.Database);

    /// <summary>
    /// Replaces the addresses. Sends that are in progress fail, and <see cref="IsTransient(Exception)"/> returns <c>true</c> for their
    /// errors.
    /// </summary>
    public async Task MoveToAsync(Addresses addresses)
    {
        var former = _producer;
        _addresses = addresses;
        _producer = _connect(addresses);
        await former.CloseAsync();
    }

    /// <summary>Sends one batch of events, and completes when the hub has acknowledged the batch.</summary>
    /// <param name="partitionId">The partition, or <c>null</c> if the hub chooses a partition.</param>
    /// <exception cref="EventHubsException">The send failed. It is unknown whether the events are in the hub.</exception>
    public Task SendAsync(IReadOnlyList<EventData> batch, string? partitionId, CancellationToken cancellationToken) =>
        _producer.SendAsync(batch, new SendEventOptions { PartitionId = partitionId }, cancellationToken);

    /// <summary>Sends a GET request. Returns <c>null</c> for status 404.</summary>
    public async Task<JsonElement?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _api.GetAsync(new Uri(_addresses.Api, path), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"GET {path} returned {(int)response.StatusCode}: {text}", null, response.StatusCode);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Returns whether the same request can succeed later because the system is unavailable or not ready.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        HttpRequestException { StatusCode: { } status } => IsTransient(status),
        KustoRestException rejected => IsTransient(rejected.Status),
        EventHubsException failure => failure.IsTransient || failure.Reason == EventHubsException.FailureReason.ClientClosed,
        HttpRequestException or SocketException or IOException or TimeoutException or OperationCanceledException => true,
        _ => false,
    };

    private static bool IsTransient(HttpStatusCode status) => status >= HttpStatusCode.InternalServerError
        || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;

    /// <summary>Sends a PATCH request and returns the status.</summary>
    /// <exception cref="HttpRequestException">The key does not allow this operation, or the system did not respond.</exception>
    public async Task<HttpStatusCode> PatchAsync(string path, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/merge-patch+json");
        using var response = await _api.PatchAsync(new Uri(_addresses.Api, path), content, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"PATCH {path} failed with {(int)response.StatusCode}: {text}", null, response.StatusCode);
        }

        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _producer.CloseAsync();
        _api.Dispose();
        _kusto.Dispose();
    }

    /// <summary>
    /// Creates a client that does not retry, because the caller counts each repeated send, whose events can be in the hub twice.
    /// </summary>
    private static EventHubProducerClient CreateProducer(Addresses addresses)
    {
        var options = new EventHubProducerClientOptions { RetryOptions = { MaximumRetries = 0, TryTimeout = SendTimeout } };
        return addresses.HubToken is { } token
            ? new EventHubProducerClient(addresses.Hub.Host, addresses.HubName, CredentialFrom(token), options)
            : new EventHubProducerClient(addresses.HubConnectionString!, addresses.HubName, options);
    }

    /// <summary>
    /// Returns a credential for a given token. The token's lifetime is unknown here. The service rejects the token when it expires.
    /// </summary>
    private static TokenCredential CredentialFrom(string token) =>
        DelegatedTokenCredential.Create((_, _) => new AccessToken(token, DateTimeOffset.UtcNow.AddHours(1)));
}
