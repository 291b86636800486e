using System.Text.Json;
using LocalStack.Configuration;

namespace Verify;

/// <summary>The addresses of a system, and the secrets for access.</summary>
/// <param name="Hub">
/// The hub's address, such as <c>https://name.servicebus.windows.net/flight-events</c>: the host of the namespace, and the hub's name.
/// </param>
/// <param name="HubConnectionString">The hub's connection string, or <c>null</c> if <paramref name="HubToken"/> is set.</param>
/// <param name="Api">The API's address with the route prefix and a slash, such as <c>https://name.azurewebsites.net/api/</c>.</param>
internal sealed record Addresses(
    Uri Hub, string? HubConnectionString, string? HubToken, Uri Api, string? ApiKey, Uri Kusto, string? KustoToken, string Database)
{
    /// <summary>The hub's name, which is the path of its address.</summary>
    public string HubName => Hub.AbsolutePath.Trim('/');

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
