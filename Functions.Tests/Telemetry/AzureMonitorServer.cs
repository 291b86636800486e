using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using LocalServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Tests.Telemetry;

/// <summary>A local ingestion endpoint of Azure Monitor, which accepts and stores all items.</summary>
internal sealed class AzureMonitorServer : IAsyncDisposable
{
    private readonly LoopbackServer _server = new(0);
    private readonly ConcurrentQueue<JsonElement> _items = new();

    public string ConnectionString { get; private set; } = "";

    public IEnumerable<JsonElement> Items => _items;

    public static async Task<AzureMonitorServer> StartAsync()
    {
        var monitor = new AzureMonitorServer();
        monitor._server.Web.MapPost("/v2.1/track", monitor.TrackAsync);
        monitor._server.Web.MapFallback(http => http.Response.CompleteAsync());
        await monitor._server.StartAsync();
        var address = monitor._server.Endpoint;

        // Uses a new key, because undelivered items of earlier runs are stored on disk by key.
        monitor.ConnectionString = $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={address};LiveEndpoint={address}";
        return monitor;
    }

    /// <summary>Returns the items of a type: MessageData, RemoteDependencyData, RequestData, MetricData.</summary>
    public IReadOnlyList<JsonElement> ItemsOf(string baseType) =>
        [.. _items.Select(item => item.GetProperty("data")).Where(data => data.GetProperty("baseType").GetString() == baseType)
            .Select(data => data.GetProperty("baseData"))];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TrackAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body, Encoding.UTF8);
        var count = 0;
        while (await body.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
                continue;
            using var item = JsonDocument.Parse(line);
            _items.Enqueue(item.RootElement.Clone());
            count++;
        }

        await http.Response.WriteAsync($$"""{"itemsReceived":{{count}},"itemsAccepted":{{count}},"errors":[]}""");
    }
}
