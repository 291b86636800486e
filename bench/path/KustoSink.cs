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
    private readonly int _recordedRequests;

    private KustoSink(int recordedRequests) => _recordedRequests = recordedRequests;

    public Uri Endpoint => _server.Endpoint;

    /// <summary>The bodies of the recorded requests: rows as JSON Lines.</summary>
    public ConcurrentQueue<byte[]> RecordedBodies { get; } = [];

    public static async Task<KustoSink> StartAsync(int recordedRequests)
    {
        var sink = new KustoSink(recordedRequests);
        sink._server.Web.Run(sink.TakeAsync);
        await sink._server.StartAsync();
        return sink;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        if (RecordedBodies.Count < _recordedRequests)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            RecordedBodies.Enqueue(body.ToArray());
        }
        else
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(Response);
    }
}
