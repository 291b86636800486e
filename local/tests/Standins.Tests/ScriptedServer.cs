using System.Collections.Concurrent;
using System.IO.Compression;
using LocalServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Standins.Tests;

/// <summary>A request as the server received it, with its body decompressed.</summary>
internal sealed record SeenRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}

/// <summary>An HTTP server on a free port that returns scripted responses and records the requests.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    // Do not wait for requests at shutdown, because some clients abandon requests.
    private readonly LoopbackServer _server = new(0) { ShutdownTimeout = TimeSpan.Zero };
    private readonly ConcurrentQueue<SeenRequest> _requests = new();

    public Uri Endpoint => _server.Endpoint;

    public IReadOnlyList<SeenRequest> Requests => [.. _requests];

    public SeenRequest Request => _requests.Single();

    public static async Task<ScriptedServer> StartAsync(Func<HttpContext, Task> response)
    {
        var server = new ScriptedServer();
        server._server.Web.Run(async context =>
        {
            server._requests.Enqueue(await SeeAsync(context.Request));
            await response(context);
        });
        await server._server.StartAsync();
        return server;
    }

    public static Task<ScriptedServer> StartAsync(int status, string body, string contentType = "application/json") =>
        StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            return context.Response.WriteAsync(body);
        });

    /// <summary>Waits until the client disconnects, without sending a response.</summary>
    public static async Task UntilAbortedAsync(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(aborted.SetResult);
        await aborted.Task;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<SeenRequest> SeeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        if (request.Headers.ContentEncoding == "gzip")
        {
            await using var decompressed = new GZipStream(request.Body, CompressionMode.Decompress);
            await decompressed.CopyToAsync(body);
        }
        else
        {
            await request.Body.CopyToAsync(body);
        }

        return new SeenRequest(
            request.Method,
            request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget,
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
    }
}
