using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalKusto.Configuration;
using LocalKusto.Storage;

namespace LocalKusto.Tests.Support;

/// <summary>An engine on a free port with its own data folder, and methods to send requests.</summary>
internal sealed class KustoTestServer : IAsyncDisposable
{
    private readonly KustoServer _server;
    private readonly bool _ownsDirectory;

    private KustoTestServer(KustoServer server, string dataDirectory, bool ownsDirectory)
    {
        _server = server;
        _ownsDirectory = ownsDirectory;
        DataDirectory = dataDirectory;
        Http = new HttpClient { BaseAddress = server.Endpoint };
    }

    public HttpClient Http { get; }

    public Uri Endpoint => _server.Endpoint;

    public string DataDirectory { get; }

    /// <summary>The engine's database, for operations that no request can perform.</summary>
    public KustoDatabase Database => _server.Database;

    /// <param name="dataDirectory">The data folder, or <c>null</c> for a temporary folder that is deleted with the server.</param>
    /// <param name="configure">Changes the options.</param>
    public static async Task<KustoTestServer> StartAsync(string? dataDirectory = null,
        Func<KustoServerOptions, KustoServerOptions>? configure = null)
    {
        var directory = dataDirectory ?? Directory.CreateTempSubdirectory("kusto-test-").FullName;
        var options = new KustoServerOptions { DataDirectory = directory, Database = "db", Threads = 2, MemoryLimit = "1GB" };
        return new KustoTestServer(await KustoServer.StartAsync(configure?.Invoke(options) ?? options), directory, dataDirectory is null);
    }

    public Task<Response> ManageAsync(string command, object? properties = null) => PostAsync("v1/rest/mgmt", command, properties);

    public Task<Response> QueryAsync(string query, object? properties = null) => PostAsync("v2/rest/query", query, properties);

    public Task<Response> QueryV1Async(string query, object? properties = null) => PostAsync("v1/rest/query", query, properties);

    public Task<Response> PostAsync(string path, string csl, object? properties = null, string? database = "db") =>
        SendAsync(path, new StringContent(JsonSerializer.Serialize(new { db = database, csl, properties }), Encoding.UTF8,
            "application/json"));

    public Task<Response> IngestAsync(string table, string data, string query = "streamFormat=json") =>
        SendAsync($"v1/rest/ingest/db/{table}?{query}", new StringContent(data));

    public async Task<Response> SendAsync(string path, HttpContent content)
    {
        using var response = await Http.PostAsync(path, content);
        return new Response(response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Executes commands and asserts that they succeed.</summary>
    public async Task SetUpAsync(params string[] commands)
    {
        foreach (var command in commands)
            Assert.That((await ManageAsync(command)).Status, Is.EqualTo(HttpStatusCode.OK), command);
    }

    /// <summary>Executes a query and returns its rows as JSON.</summary>
    public async Task<string[]> RowsAsync(string query, object? properties = null) => (await QueryAsync(query, properties)).PrimaryRows();

    /// <summary>Returns the columns of a table, as in <c>a:int,b:string</c>.</summary>
    public async Task<string> SchemaAsync(string table) =>
        (string)(await ManageAsync($".show table {table} cslschema")).Json["Tables"]![0]!["Rows"]![0]![1]!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        if (_ownsDirectory)
            Directory.Delete(DataDirectory, recursive: true);
    }

    internal sealed record Response(HttpStatusCode Status, string Text)
    {
        public JsonNode Json => JsonNode.Parse(Text)!;

        public JsonNode Error => Json["error"]!;

        /// <summary>Returns the rows of the first table in a v1 response.</summary>
        public string[] Rows() => [.. Table()["Rows"]!.AsArray().Select(row => row!.ToJsonString())];

        public string[] ColumnNames() => [.. Table()["Columns"]!.AsArray().Select(column => (string)column!["ColumnName"]!)];

        /// <summary>Returns the rows of the first primary result in a v2 response.</summary>
        public string[] PrimaryRows()
        {
            Assert.That(Status, Is.EqualTo(HttpStatusCode.OK), Text);
            var frame = Json.AsArray().First(frame => (string?)frame!["TableKind"] == "PrimaryResult")!;
            return [.. frame["Rows"]!.AsArray().Select(row => row!.ToJsonString(Relaxed))];
        }

        private static readonly JsonSerializerOptions Relaxed =
            new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        private JsonNode Table()
        {
            Assert.That(Status, Is.EqualTo(HttpStatusCode.OK), Text);
            return Json["Tables"]![0]!;
        }
    }
}
