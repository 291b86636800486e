using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace LocalStack.Kusto;

/// <summary>Queries a Kusto engine through its REST protocol, as any other client would.</summary>
internal sealed class KustoRestClient(HttpClient http, Uri endpoint, string database, string? token = null)
{
    /// <returns>The rows of the first table.</returns>
    /// <exception cref="KustoRestException">The engine rejected the request; the message is the engine's.</exception>
    public Task<IReadOnlyList<JsonElement>> QueryAsync(string query, CancellationToken cancellationToken) =>
        PostAsync("v1/rest/query", query, cancellationToken);

    /// <inheritdoc cref="QueryAsync"/>
    public Task<IReadOnlyList<JsonElement>> CommandAsync(string command, CancellationToken cancellationToken) =>
        PostAsync("v1/rest/mgmt", command, cancellationToken);

    /// <summary>The one number of a query like <c>T | count</c>.</summary>
    public async Task<long> CountAsync(string query, CancellationToken cancellationToken) =>
        (await QueryAsync(query, cancellationToken).ConfigureAwait(false))[0][0].GetInt64();

    private async Task<IReadOnlyList<JsonElement>> PostAsync(string path, string text, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, path))
        {
            Content = JsonContent.Create(new { db = database, csl = text }),
            Headers = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
        };
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new KustoRestException(response.StatusCode, body);
        }

        var result = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken).ConfigureAwait(false);
        return [.. result.GetProperty("Tables")[0].GetProperty("Rows").EnumerateArray()];
    }
}
