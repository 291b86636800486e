using System.Collections.Concurrent;
using LocalServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PathBenchmark;

/// <summary>
/// A streaming ingestion endpoint that stores nothing, to measure the worker without the engine. The endpoint records some requests, whose
/// rows are ingested in the engine's stage.
/// </summary>
internal sealed class KustoSink : IAsyncDisposable
{
    private const string Response = """
        {"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"ConsumedRecordsCount","DataType":"Int64"}],"Rows":[[1]]}]}
        """;

    private readonly LoopbackServer _server = new(0);
    private readonly int _keptRequests;

    private KustoSink(int keptRequests) => _keptRequests = keptRequests;

    public Uri Endpoint => _server.Endpoint;

    /// <summary>The bodies of the recorded requests: rows as JSON Lines.</summary>
    public ConcurrentQueue<byte[]> Kept { get; } = [];

    public static async Task<KustoSink> StartAsync(int keptRequests)
    {
        var sink = new KustoSink(keptRequests);
        sink._server.Web.Run(sink.TakeAsync);
        await sink._server.StartAsync();
        return sink;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        if (Kept.Count < _keptRequests)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            Kept.Enqueue(body.ToArray());
        }
        else
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(Response);
    }
}
