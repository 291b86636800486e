using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PathBenchmark;

/// <summary>
/// An endpoint of streaming ingestion that stores nothing, to measure the worker without the engine. It keeps some rows for the engine's
/// stage.
/// </summary>
internal sealed class KustoSink : IAsyncDisposable
{
    private const string Response = """
        {"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"ConsumedRecordsCount","DataType":"Int64"}],"Rows":[[1]]}]}
        """;

    private readonly WebApplication _web;
    private readonly int _keptRequests;

    private KustoSink(WebApplication web, int keptRequests)
    {
        _web = web;
        _keptRequests = keptRequests;
    }

    public Uri Endpoint => new(_web.Urls.First());

    /// <summary>Bodies of requests: rows as JSON Lines.</summary>
    public ConcurrentQueue<byte[]> Kept { get; } = [];

    public static async Task<KustoSink> StartAsync(int keptRequests)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var sink = new KustoSink(builder.Build(), keptRequests);
        sink._web.Run(sink.TakeAsync);
        await sink._web.StartAsync();
        return sink;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

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
