using System.Net;
using System.Text;
using LocalStack.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalStack.Host;

/// <summary>Kestrel with one endpoint per HTTP function, a page at <c>/</c> that names them, and their metrics at <c>/metrics</c>.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    /// <summary>The Functions host's limit (HTTP trigger, "Limits").</summary>
    private const long MaxRequestBytes = 100 * 1024 * 1024;

    private readonly WebApplication _web;

    private HttpServer(WebApplication web) => _web = web;

    public Uri Endpoint { get; private set; } = null!;

    public static async Task<HttpServer> StartAsync(
        int port,
        IReadOnlyList<HttpFunction> functions,
        IReadOnlyList<string> allowedOrigins,
        Func<CancellationToken, Task<string>> metrics,
        ILoggerFactory loggerFactory,
        CancellationToken cancellationToken)
    {
        // Empty: no configuration files, no environment variables; those belong to the app.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggerFactory);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            if (port == 0)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenLocalhost(port);
        });

        var server = new HttpServer(builder.Build());
        try
        {
            server.Map(functions, allowedOrigins, metrics);
            await server._web.StartAsync(cancellationToken).ConfigureAwait(false);
            var address = server._web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            server.Endpoint = new Uri($"http://127.0.0.1:{new Uri(address).Port}/");
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
    }

    private void Map(IReadOnlyList<HttpFunction> functions, IReadOnlyList<string> allowedOrigins, Func<CancellationToken, Task<string>> metrics)
    {
        _web.Use(NotFoundForWrongMethod);
        if (allowedOrigins.Count > 0)
            _web.Use((http, next) => CrossOrigin.AnswerAsync(http, next, allowedOrigins));
        _web.UseRouting();
        IEndpointRouteBuilder endpoints = _web;
        foreach (var function in functions)
        {
            var endpoint = function.Methods.Count == 0
                ? endpoints.Map(function.Route, function.AnswerAsync)
                : endpoints.MapMethods(function.Route.RawText!, function.Methods, function.AnswerAsync);
            endpoint.WithMetadata(function);
        }

        var page = Page(functions);
        endpoints.MapGet("/", http => http.Response.WriteAsync(page));
        endpoints.MapGet("/metrics", async http =>
        {
            var text = await metrics(http.RequestAborted).ConfigureAwait(false);
            http.Response.ContentType = PrometheusText.ContentType;
            await http.Response.WriteAsync(text, http.RequestAborted).ConfigureAwait(false);
        });
    }

    /// <summary>
    /// The Functions host answers 404, where ASP.NET Core's routing has 405, to a method that no function on the route takes
    /// (github.com/Azure/azure-functions-host/issues/10098).
    /// </summary>
    private static async Task NotFoundForWrongMethod(HttpContext http, RequestDelegate next)
    {
        await next(http).ConfigureAwait(false);
        var isFunction = http.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>() is not null;
        if (http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed && !isFunction)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            http.Response.Headers.Remove("Allow");
        }
    }

    private static string Page(IReadOnlyList<HttpFunction> functions)
    {
        var page = new StringBuilder("The functions of this app:\n\n");
        foreach (var function in functions)
        {
            var remark = function.NeedsKey ? " (needs a key)" : "";
            page.Append($"{string.Join(' ', function.Methods),-6} {function.Route.RawText,-32} {function.Name}{remark}\n");
        }

        page.Append("\nGET    /metrics                         their metrics, for Prometheus\n");
        return page.ToString();
    }
}
