using System.Net;
using System.Text;
using LocalServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LocalStack.Testing;

/// <summary>
/// A proxy between the functions and a service. <see cref="Fail"/> selects the requests that fail. Other requests are forwarded.
/// </summary>
internal sealed class FailingProxy : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly LoopbackServer _server = new(0, configure: kestrel => kestrel.Limits.MaxRequestBodySize = null)
    {
        ShutdownTimeout = TimeSpan.Zero,
    };

    private int _failed;

    /// <summary>A function that handles a request, or returns <c>null</c> to forward the request.</summary>
    public delegate Task? Failure(HttpContext http, string body);

    public Failure Fail { get; set; } = (_, _) => null;

    /// <summary>The number of requests that <see cref="Fail"/> handled.</summary>
    public int Failed => Volatile.Read(ref _failed);

    public Uri Endpoint => _server.Endpoint;

    /// <summary>The service's address, which is available after the stack has started.</summary>
    public Uri Target { get; set; } = null!;

    public static async Task<FailingProxy> StartAsync()
    {
        var proxy = new FailingProxy();
        proxy._server.Web.Run(proxy.HandleAsync);
        await proxy._server.StartAsync();
        return proxy;
    }

    /// <summary>Responds as Kusto does to a rejected request, with a OneApiError.</summary>
    public static Task RespondAsKustoAsync(HttpContext http, HttpStatusCode status, string code, bool isPermanent)
    {
        http.Response.StatusCode = (int)status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(
            $$$"""
            {"error":{"code":"{{{code}}}","message":"Made to fail.","@type":"Kusto.DataNode.Exceptions.Test",
            "@message":"Made to fail.","@permanent":{{{(isPermanent ? "true" : "false")}}}}}
            """.ReplaceLineEndings(""));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
    }

    /// <summary>Forwards the request, but aborts the connection instead of returning the response.</summary>
    public async Task PassAndAbortAsync(HttpContext http, string body)
    {
        using var response = await PassAsync(http, Encoding.UTF8.GetBytes(body));
        http.Abort();
    }

    /// <summary>Forwards the request after <paramref name="gate"/> has completed.</summary>
    public async Task PassAfterAsync(HttpContext http, string body, Task gate)
    {
        await gate;
        await RelayAsync(http, Encoding.UTF8.GetBytes(body));
    }

    private async Task HandleAsync(HttpContext http)
    {
        var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes);
        if (Fail(http, Encoding.UTF8.GetString(bytes.ToArray())) is { } failure)
        {
            Interlocked.Increment(ref _failed);
            await failure;
            return;
        }

        await RelayAsync(http, bytes.ToArray());
    }

    private async Task RelayAsync(HttpContext http, byte[] body)
    {
        using var response = await PassAsync(http, body);
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection"))
                http.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(http.Response.Body);
    }

    private async Task<HttpResponseMessage> PassAsync(HttpContext http, byte[] body)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(http.Request.Method), new Uri(Target, http.Request.Path + http.Request.QueryString.ToString()));
        request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in http.Request.Headers)
        {
            if (name is not ("Host" or "Content-Length" or "Transfer-Encoding")
                && !request.Headers.TryAddWithoutValidation(name, value.ToArray()))
                request.Content.Headers.TryAddWithoutValidation(name, value.ToArray());
        }

        return await _http.SendAsync(request);
    }
}
