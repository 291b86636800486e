using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace LocalStack.Kusto;

/// <summary>A client for the REST API of a Kusto engine.</summary>
internal sealed class KustoRestClient(HttpClient http, Uri endpoint, string database, string? token = null)
{
    /// <returns>The rows of the first table.</returns>
    /// <exception cref="KustoRestException">The engine rejected the request. The message contains the engine's response.</exception>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string query, CancellationToken cancellationToken) =>
        (await TableAsync(query, cancellationToken).ConfigureAwait(false)).Rows;

    /// <inheritdoc cref="QueryAsync"/>
    public async Task<IReadOnlyList<JsonElement>> CommandAsync(string command, CancellationToken cancellationToken) =>
        (await ExecuteAsync("v1/rest/mgmt", command, cancellationToken).ConfigureAwait(false)).Rows;

    /// <returns>The first table.</returns>
    /// <inheritdoc cref="QueryAsync"/>
    public Task<KustoTable> TableAsync(string query, CancellationToken cancellationToken) =>
        ExecuteAsync("v1/rest/query", query, cancellationToken);

    /// <summary>Stores rows by streaming ingestion.</summary>
    /// <param name="table">The name of the table.</param>
    /// <param name="lines">The rows as JSON Lines.</param>
    /// <inheritdoc cref="QueryAsync" path="/exception"/>
    public Task IngestAsync(string table, string lines, CancellationToken cancellationToken) =>
        PostAsync($"v1/rest/ingest/{database}/{table}?streamFormat=json", new StringContent(lines), cancellationToken);

    /// <summary>Returns the result of a query such as <c>T | count</c>.</summary>
    public async Task<long> CountAsync(string query, CancellationToken cancellationToken) =>
        (await QueryAsync(query, cancellationToken).ConfigureAwait(false))[0][0].GetInt64();

    private async Task<KustoTable> ExecuteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var response = await PostAsync(path, JsonContent.Create(new { db = database, csl = text }), cancellationToken)
            .ConfigureAwait(false);
        var table = response.GetProperty("Tables")[0];
        return new KustoTable(
            [.. table.GetProperty("Columns").EnumerateArray().Select(column => column.GetProperty("ColumnName").GetString()!)],
            [.. table.GetProperty("Rows").EnumerateArray()]);
    }

    private async Task<JsonElement> PostAsync(string path, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, path))
        {
            Content = content,
            Headers = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
        };
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new KustoRestException(response.StatusCode, body);
        }

        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken).ConfigureAwait(false);
    }
}
