using System.Net.Http.Json;
using LocalKusto;
using LocalKusto.Configuration;
using LocalKusto.DuckDb;

namespace KqlBenchmark;

/// <summary>A Kusto engine in this process, with its own database, which can be queried with KQL and with SQL.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly KustoServer _server;
    private readonly HttpClient _http;

    private Engine(DirectoryInfo folder, KustoServer server)
    {
        _folder = folder;
        _server = server;
        _http = new HttpClient { BaseAddress = server.Endpoint, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Starts an engine and creates the table.</summary>
    /// <param name="rows">The number of flights in the table.</param>
    /// <param name="progress">Receives the number of stored flights.</param>
    /// <exception cref="InvalidOperationException">The engine rejected a command. The message contains the engine's response.</exception>
    public static async Task<Engine> StartAsync(int rows, Action<int> progress)
    {
        var folder = Directory.CreateTempSubdirectory("kql-benchmark-");
        var engine = new Engine(folder, await KustoServer.StartAsync(new KustoServerOptions { DataDirectory = folder.FullName }));
        try
        {
            using var created = await engine.PostAsync("v1/rest/mgmt", Flights.CreateCommand);
            using var enabled = await engine.PostAsync("v1/rest/mgmt", ".alter table Flights policy streamingingestion enable");
            for (var first = 1; first <= rows; first += Flights.RowsPerCommand)
            {
                var last = Math.Min(rows, first + Flights.RowsPerCommand - 1);
                using var appended = await engine.PostAsync("v1/rest/mgmt", Flights.AppendCommand(first, last, rows));
                progress(last);
            }
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Executes a query and returns the whole response.</summary>
    public async Task<byte[]> QueryAsync(string kql)
    {
        using var response = await PostAsync("v1/rest/query", kql);
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Executes a query and reads all chunks of its result.</summary>
    public void ExecuteSql(string sql, Action<DuckDbReader>? read = null)
    {
        using var lease = _server.Database.Connections.Rent();
        using var reader = lease.Connection.ExecuteReader(sql);
        while (reader.ReadChunk())
            read?.Invoke(reader);
    }

    /// <summary>Returns the SQL of a pair, with the database's names for the table and its columns.</summary>
    public string SqlOf(QueryPair pair)
    {
        var table = _server.Database.Catalog.Tables["Flights"];
        var sql = pair.Sql.Replace("{Flights}", table.PhysicalName, StringComparison.Ordinal)
            .Replace("{*}", string.Join(", ", table.Columns.Select(column => column.PhysicalName)), StringComparison.Ordinal);
        return table.Columns.Aggregate(
            sql, (text, column) => text.Replace($"{{{column.Name}}}", column.PhysicalName, StringComparison.Ordinal));
    }

    /// <summary>Stores rows by streaming ingestion.</summary>
    /// <param name="lines">The rows as JSON Lines.</param>
    public async Task IngestAsync(ReadOnlyMemory<byte> lines)
    {
        using var body = new ReadOnlyMemoryContent(lines);
        using var response = await _http.PostAsync("v1/rest/ingest/NetDefaultDB/Flights?streamFormat=json", body);
        await CheckAsync(response, "ingestion");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string text)
    {
        var response = await _http.PostAsJsonAsync(path, new { csl = text });
        await CheckAsync(response, text);
        return response;
    }

    private static async Task CheckAsync(HttpResponseMessage response, string request)
    {
        if (response.IsSuccessStatusCode)
            return;
        var body = await response.Content.ReadAsStringAsync();
        throw new InvalidOperationException($"The engine rejected '{request}' ({(int)response.StatusCode}): {body}");
    }
}
