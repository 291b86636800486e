using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace LatamFunctions.Tests.Smoke;

/// <summary>Calls the API of a deployed system with a key that might not yet be active.</summary>
/// <param name="http">The HTTP client.</param>
/// <param name="baseUrl">The URL of the app, without the route prefix.</param>
/// <param name="key">A key with access to all functions.</param>
internal sealed class SmokeClient(HttpClient http, Uri baseUrl, string key)
{
    /// <summary>The maximum time until all instances of the host accept a new key.</summary>
    private static readonly TimeSpan KeyLimit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan KeyPoll = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Sends a request with the key. Each instance of the host has its own copy of the keys (Azure/azure-functions-host#11787). A 401
    /// response means that no function was executed, so the request is sent again.
    /// </summary>
    public async Task<(int Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string? body = null, TimeSpan? poll = null)
    {
        var response = (Status: 0, Body: (JsonNode)new JsonObject());
        await Eventually.IsTrueAsync(
            async () => (response = await SendOnceAsync(method, path, key, body)).Status != 401,
            "Acceptance of the function key",
            KeyLimit,
            poll ?? KeyPoll);
        return response;
    }

    /// <summary>Sends a request once, with another key or without a key.</summary>
    public async Task<(int Status, JsonNode Body)> SendOnceAsync(HttpMethod method, string path, string? otherKey, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(baseUrl, $"api/{path}"));
        if (otherKey is not null)
            request.Headers.Add("x-functions-key", otherKey);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return ((int)response.StatusCode, isJson ? (await response.Content.ReadFromJsonAsync<JsonNode>())! : new JsonObject());
    }
}
