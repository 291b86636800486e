using System.Net.Http.Headers;
using LocalEventHubs;

namespace LocalStack.Demo;

/// <summary>Sends batches through Event Hubs' REST API, signed with the key of a connection string.</summary>
internal sealed class EventHubRestClient
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http;
    private readonly Uri _hub;
    private readonly string _keyName;
    private readonly string _key;

    public EventHubRestClient(HttpClient http, Uri endpoint, string hub, string connectionString)
    {
        _http = http;
        _hub = new Uri(endpoint, hub);
        var parts = connectionString
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1]);
        _keyName = parts["SharedAccessKeyName"];
        _key = parts["SharedAccessKey"];
    }

    /// <summary>The events are stored when this completes.</summary>
    /// <exception cref="HttpRequestException">They are not; the message has the answer.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        var token = SharedAccessSignature.Create(_hub, _keyName, _key, TimeProvider.System.GetUtcNow() + TokenLifetime);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_hub}/messages")
        {
            Content = new ReadOnlyMemoryContent(batch)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/vnd.microsoft.servicebus.json") },
            },
        };
        request.Headers.TryAddWithoutValidation("Authorization", token.ToString());
        using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            var answer = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new HttpRequestException($"The event hub answered {(int)response.StatusCode}: {answer}", null, response.StatusCode);
        }
    }
}
