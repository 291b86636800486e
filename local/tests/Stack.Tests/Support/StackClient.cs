using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LocalStack.Configuration;

namespace LocalStack.Tests.Support;

/// <summary>A client for the endpoints of a running stack.</summary>
internal sealed class StackClient(LocalStackHost host) : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly EventHubProducerClient _producer = new(host.EventHubsConnectionString, ResourceNames.EventHub);

    public LocalStackHost Host => host;

    /// <summary>
    /// Sends one message per body in one batch with the SDK's client. The messages are stored when the task completes.
    /// </summary>
    public Task SendAsync(params IEnumerable<string> bodies) =>
        _producer.SendAsync(bodies.Select(body => new EventData(body)));

    /// <inheritdoc cref="SendAsync(IEnumerable{string})"/>
    public Task SendBytesAsync(params IEnumerable<byte[]> bodies) =>
        _producer.SendAsync(bodies.Select(body => new EventData(body)));

    /// <summary>Waits until the ingesting function has processed all sent events.</summary>
    public Task IngestedAsync() => Eventually.IsTrueAsync(() => host.Backlog == 0, "Ingestion of all events");

    /// <summary>Sends a GET request that bypasses the cache, whose responses can be a second old.</summary>
    public Task<(int Status, JsonElement Body)> GetAsync(string path) =>
        SendAsync(
            new HttpRequestMessage(HttpMethod.Get, new Uri(host.ApiEndpoint, path)) { Headers = { { "Cache-Control", "no-cache" } } });

    /// <summary>Sends a request and returns the response. The caller must dispose of the response.</summary>
    public Task<HttpResponseMessage> RequestAsync(
        HttpMethod method, string path, params IEnumerable<(string Name, string Value)> headers) =>
        RequestAsync(method, path, null, headers);

    /// <inheritdoc cref="RequestAsync(HttpMethod, string, IEnumerable{ValueTuple{string, string}})"/>
    public Task<HttpResponseMessage> RequestAsync(
        HttpMethod method, string path, HttpContent? content, IEnumerable<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(method, new Uri(host.ApiEndpoint, path)) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return _http.SendAsync(request);
    }

    /// <summary>
    /// Sends a request with a body and with headers, which can include content headers. The caller must dispose of the response.
    /// </summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, byte[]? body, IReadOnlyDictionary<string, string> headers, string contentType)
    {
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Content is { } content && content.Headers.ContentType is null)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return _http.SendAsync(request);
    }

    public Task<string> GetTextAsync(Uri address) => _http.GetStringAsync(address);

    public Task<(int Status, JsonElement Body)> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string body) =>
        SendAsync(new HttpRequestMessage(method, new Uri(host.ApiEndpoint, path))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        });

    public Task<(int Status, JsonElement Body)> PostEventsAsync(string body, string contentType = "application/json") =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(host.ApiEndpoint, "events"))
        {
            Content = new StringContent(body, Encoding.UTF8, contentType),
        });

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _http.SendAsync(request);
            var body = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true
                ? await response.Content.ReadFromJsonAsync<JsonElement>()
                : JsonSerializer.SerializeToElement(await response.Content.ReadAsStringAsync());
            return ((int)response.StatusCode, body);
        }
    }

    /// <summary>Returns the rows of a query in the form of the engine's protocol.</summary>
    public async Task<JsonArray> RowsAsync(string query)
    {
        var rows = await host.Kusto().QueryAsync(query, default);
        return new JsonArray([.. rows.Select(row => JsonNode.Parse(row.GetRawText()))]);
    }

    public Task<long> CountAsync(string query) => host.Kusto().CountAsync(query, default);

    /// <summary>Returns the records in the dead-letter table, or an empty list if the table does not exist.</summary>
    public async Task<IReadOnlyList<TableEntity>> DeadLettersAsync()
    {
        try
        {
            return await new TableClient(host.StorageConnectionString, "deadletters")
                .QueryAsync<TableEntity>("Stage ne ''")
                .ToListAsync();
        }
        catch (Azure.RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _producer.DisposeAsync();
        await host.DisposeAsync();
    }
}
