using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LocalStack.Tests.Telemetry;

/// <summary>A collector of spans that speaks OTLP over HTTP with protobuf bodies.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private readonly WebApplication _web;

    private SpanCollector(WebApplication web) => _web = web;

    public Uri Endpoint { get; private set; } = null!;

    /// <summary>The name and the trace of each span.</summary>
    public ConcurrentQueue<(string Name, string TraceId)> Spans { get; } = [];

    public static async Task<SpanCollector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var collector = new SpanCollector(builder.Build());
        collector._web.MapPost("/v1/traces", collector.ReceiveAsync);
        collector._web.MapPost("/v1/{signal}", _ => Task.CompletedTask);
        await collector._web.StartAsync();
        var addresses = collector._web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        collector.Endpoint = new Uri(addresses.First());
        return collector;
    }

    /// <summary>An export of one span whose trace has this number.</summary>
    public static byte[] Export(string name, byte trace)
    {
        byte[] id = [.. new byte[15], trace];
        byte[] span = [0x0a, 16, .. id, 0x2a, (byte)name.Length, .. Encoding.UTF8.GetBytes(name)];
        return Nested(1, Nested(2, Nested(2, span)));

        static byte[] Nested(int number, byte[] message) => [(byte)((number << 3) | 2), (byte)message.Length, .. message];
    }

    /// <summary>From then on the address refuses connections.</summary>
    public Task StopAsync() => _web.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _web.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);

        // ExportTraceServiceRequest, ResourceSpans and ScopeSpans: the field of the specification that contains the next.
        foreach (var span in Fields(body.ToArray(), 1).SelectMany(resource => Fields(resource, 2)).SelectMany(scope => Fields(scope, 2)))
        {
            var name = Encoding.UTF8.GetString(Fields(span, 5).Single());
            Spans.Enqueue((name, Convert.ToHexStringLower(Fields(span, 1).Single())));
        }
    }

    /// <summary>The values of a field of type bytes, string or message.</summary>
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var values = new List<byte[]>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and > 0)
        {
            if (tag == WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited))
                values.Add(input.ReadBytes().ToByteArray());
            else
                input.SkipLastField();
        }

        return values;
    }
}
