using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Tests.Telemetry;

/// <summary>The ingestion endpoint of Azure Monitor on the loopback address: it accepts everything and keeps what it got.</summary>
internal sealed class AzureMonitorServer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentQueue<JsonElement> _items = new();

    private AzureMonitorServer(WebApplication web) => _web = web;

    public string ConnectionString { get; private set; } = "";

    public IEnumerable<JsonElement> Items => _items;

    public static async Task<AzureMonitorServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new AzureMonitorServer(builder.Build());
        server._web.MapPost("/v2.1/track", server.TrackAsync);
        server._web.MapFallback(http => http.Response.CompleteAsync());
        await server._web.StartAsync();
        var address = server._web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        // A key of its own: undelivered items of an earlier run are kept on disk by key.
        server.ConnectionString = $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={address}/;LiveEndpoint={address}/";
        return server;
    }

    /// <summary>Items of one kind: MessageData, RemoteDependencyData, RequestData, MetricData.</summary>
    public IReadOnlyList<JsonElement> Of(string baseType) =>
        [.. _items.Select(item => item.GetProperty("data")).Where(data => data.GetProperty("baseType").GetString() == baseType)
            .Select(data => data.GetProperty("baseData"))];

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

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
