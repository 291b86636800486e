using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LocalFunctions.Host.Http;
using LocalStack.Configuration;
using LocalStack.Demo;
using LocalStack.Kusto;

namespace Verify;

/// <summary>
/// The system under test, which is accessed through its public endpoints. The addresses change when a local stack restarts after a kill.
/// </summary>
internal sealed class Target : IDisposable
{
    private readonly HttpClient _hub;
    private readonly HttpClient _api;
    private readonly HttpClient _kusto;
    private volatile Addresses _addresses;

    /// <param name="addresses">The initial addresses of the system.</param>
    /// <param name="handler">In tests, a handler that responds to the requests instead of the system.</param>
    public Target(Addresses addresses, HttpMessageHandler? handler = null)
    {
        _addresses = addresses;
        _hub = Client(TimeSpan.FromSeconds(10));
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

    public void MoveTo(Addresses addresses) => _addresses = addresses;

    /// <summary>Sends events, and completes when the hub has stored them.</summary>
    /// <exception cref="HttpRequestException">The send failed. It is unknown whether the events are in the hub.</exception>
    public Task SendAsync(byte[] batch, string? partitionId, CancellationToken cancellationToken)
    {
        var addresses = _addresses;
        var client = addresses.HubToken is { } token
            ? new EventHubRestClient(_hub, addresses.Hub, _ => $"Bearer {token}")
            : new EventHubRestClient(_hub, addresses.Hub, addresses.HubConnectionString!);
        return client.SendAsync(batch, partitionId, cancellationToken);
    }

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
        HttpRequestException or IOException or OperationCanceledException => true,
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

    public void Dispose()
    {
        _hub.Dispose();
        _api.Dispose();
        _kusto.Dispose();
    }
}

/// <summary>The addresses of a system, and the secrets for access.</summary>
/// <param name="Hub">The hub's address, such as <c>https://name.servicebus.windows.net/flight-events</c>.</param>
/// <param name="HubConnectionString">The hub's connection string, or <c>null</c> if <paramref name="HubToken"/> is set.</param>
/// <param name="Api">The API's address with the route prefix and a slash, such as <c>https://name.azurewebsites.net/api/</c>.</param>
internal sealed record Addresses(
    Uri Hub, string? HubConnectionString, string? HubToken, Uri Api, string? ApiKey, Uri Kusto, string? KustoToken, string Database)
{
    /// <summary>Returns a local stack's addresses, with the token for Kusto if the stack was started with --keys.</summary>
    public static Addresses FromStack(JsonElement endpoints, string? apiKey = null) => new(
        new Uri(new Uri(endpoints.GetProperty("eventHubs").GetString()!), ResourceNames.EventHub),
        endpoints.GetProperty("eventHubsConnectionString").GetString(),
        null,
        new Uri(endpoints.GetProperty("api").GetString()!),
        apiKey,
        new Uri(endpoints.GetProperty("kusto").GetString()!),
        endpoints.TryGetProperty("kustoToken", out var token) ? token.GetString() : null,
        ResourceNames.Database);
}
