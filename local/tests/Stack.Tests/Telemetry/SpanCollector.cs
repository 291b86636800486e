using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using LocalServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LocalStack.Tests.Telemetry;

/// <summary>A collector that receives spans as OTLP over HTTP with protobuf bodies.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private readonly LoopbackServer _server = new(0);

    public Uri Endpoint => _server.Endpoint;

    /// <summary>The name and trace id of each received span.</summary>
    public ConcurrentQueue<(string Name, string TraceId)> Spans { get; } = [];

    public static async Task<SpanCollector> StartAsync()
    {
        var collector = new SpanCollector();
        collector._server.Web.MapPost("/v1/traces", collector.ReceiveAsync);
        collector._server.Web.MapPost("/v1/{signal}", _ => Task.CompletedTask);
        await collector._server.StartAsync();
        return collector;
    }

    /// <summary>Creates an export with one span, whose trace id contains the specified number.</summary>
    public static byte[] Export(string name, byte trace)
    {
        byte[] id = [.. new byte[15], trace];
        byte[] span = [0x0a, 16, .. id, 0x2a, (byte)name.Length, .. Encoding.UTF8.GetBytes(name)];
        return Nested(1, Nested(2, Nested(2, span)));

        static byte[] Nested(int number, byte[] message) => [(byte)((number << 3) | 2), (byte)message.Length, .. message];
    }

    /// <summary>Stops the server, so that connections are refused.</summary>
    public Task StopAsync() => _server.Web.StopAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);

        // The numbers are the fields of ExportTraceServiceRequest, ResourceSpans and ScopeSpans that contain the next level.
        foreach (var span in Fields(body.ToArray(), 1).SelectMany(resource => Fields(resource, 2)).SelectMany(scope => Fields(scope, 2)))
        {
            var name = Encoding.UTF8.GetString(Fields(span, 5).Single());
            Spans.Enqueue((name, Convert.ToHexStringLower(Fields(span, 1).Single())));
        }
    }

    /// <summary>Returns the values of a field with the type bytes, string or message.</summary>
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
