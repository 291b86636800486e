using System.Net.Http.Headers;
using LocalEventHubs.Security;

namespace LocalStack.Demo;

/// <summary>Sends batches through the Event Hubs REST API.</summary>
internal sealed class EventHubRestClient
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http;
    private readonly Uri _hub;
    private readonly Func<Uri, string> _authorize;

    /// <param name="hub">The hub's address.</param>
    /// <param name="authorize">A function that returns the Authorization header for an address.</param>
    public EventHubRestClient(HttpClient http, Uri hub, Func<Uri, string> authorize)
    {
        _http = http;
        _hub = hub;
        _authorize = authorize;
    }

    public EventHubRestClient(HttpClient http, Uri hub, string connectionString)
        : this(http, hub, Sign(connectionString))
    {
    }

    private static Func<Uri, string> Sign(string connectionString)
    {
        var parts = connectionString
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1]);
        return resource => SharedAccessSignature
            .Create(resource, parts["SharedAccessKeyName"], parts["SharedAccessKey"], TimeProvider.System.GetUtcNow() + TokenLifetime)
            .ToString();
    }

    /// <summary>Sends events. The events are stored when the task completes.</summary>
    /// <exception cref="HttpRequestException">The hub rejected the events, or the request failed. The message for rejected events contains
    /// the response.</exception>
    public Task SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken) => SendAsync(batch, null, cancellationToken);

    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public async Task SendAsync(ReadOnlyMemory<byte> batch, string? partitionId, CancellationToken cancellationToken)
    {
        var partition = partitionId is null ? "" : $"/partitions/{partitionId}";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_hub}{partition}/messages")
        {
            Content = new ReadOnlyMemoryContent(batch)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/vnd.microsoft.servicebus.json") },
            },
        };
        request.Headers.TryAddWithoutValidation("Authorization", _authorize(_hub));
        using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new HttpRequestException($"The event hub returned {(int)response.StatusCode}: {body}", null, response.StatusCode);
        }
    }
}
