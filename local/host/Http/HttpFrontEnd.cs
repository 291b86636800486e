using System.Net;
using LocalFunctions.Host.Hosting;
using LocalFunctions.Host.Invocations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Yarp.ReverseProxy.Forwarder;

namespace LocalFunctions.Host.Http;

/// <summary>The server that clients call: one endpoint for each HTTP function, and those of the embedding program.</summary>
internal sealed class HttpFrontEnd : IAsyncDisposable
{
    /// <summary>The Functions host's limit ("Limits" of the HTTP trigger).</summary>
    private const long MaxRequestBytes = 100 * 1024 * 1024;

    private readonly WebApplication _web;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpProxy _proxy;

    private HttpFrontEnd(WebApplication web, FunctionInvoker invoker, HttpFrontEndOptions options)
    {
        _web = web;
        var forwarder = web.Services.GetRequiredService<IHttpForwarder>();
        _proxy = new HttpProxy(invoker, forwarder, options.Keys, _stopping.Token, options.TimeProvider);
    }

    /// <summary>The root, without the route prefix.</summary>
    public Uri Endpoint { get; private set; } = null!;

    public static async Task<HttpFrontEnd> StartAsync(
        HttpFrontEndOptions options, IReadOnlyList<HttpFunction> functions, FunctionInvoker invoker, CancellationToken cancellationToken)
    {
        // Empty: no configuration files, no environment variables; those belong to the app.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            if (options.Port == 0)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenLocalhost(options.Port);
        });

        var frontEnd = new HttpFrontEnd(builder.Build(), invoker, options);
        try
        {
            frontEnd.Map(functions, options);
            await frontEnd._web.StartAsync(cancellationToken).ConfigureAwait(false);
            frontEnd.Endpoint = new Uri($"http://127.0.0.1:{frontEnd._web.Port()}/");
            return frontEnd;
        }
        catch
        {
            await frontEnd.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stopping.CancelAfter(FunctionInvoker.GracePeriod);
        await _web.StopAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        _proxy.Dispose();
        _stopping.Dispose();
    }

    private void Map(IReadOnlyList<HttpFunction> functions, HttpFrontEndOptions options)
    {
        _web.Use(ProtectResponse);
        _web.Use((http, next) => BrowserGuard.HandleAsync(http, next, options.AllowedOrigins));
        _web.Use(NotFoundForWrongMethod);
        if (options.AllowedOrigins.Count > 0)
            _web.Use((http, next) => CrossOrigin.HandleAsync(http, next, options.AllowedOrigins));
        _web.UseRouting();
        IEndpointRouteBuilder endpoints = _web;
        options.MapEndpoints?.Invoke(endpoints);
        for (var i = 0; i < functions.Count; i++)
        {
            // The order has precedence over the route's precision: in Azure the first match in the order of the functions' names runs.
            var (function, order) = (functions[i], i);
            var endpoint = function.Methods.Count == 0
                ? endpoints.Map(function.Pattern, http => _proxy.HandleAsync(http, function))
                : endpoints.MapMethods(function.Route, function.Methods, http => _proxy.HandleAsync(http, function));
            endpoint.WithMetadata(function);
            endpoint.Add(built => ((RouteEndpointBuilder)built).Order = order);
        }
    }

    /// <summary>Forbids browsers to guess the type of a response, both of the host and of the worker.</summary>
    private static Task ProtectResponse(HttpContext http, RequestDelegate next)
    {
        // At the start of the response: the proxy and failures replace the headers that are set before.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Task.CompletedTask;
        });
        return next(http);
    }

    /// <summary>
    /// The Functions host responds 404, where ASP.NET Core's routing has 405, to a method that no function of the route accepts
    /// (github.com/Azure/azure-functions-host/issues/10098).
    /// </summary>
    private static async Task NotFoundForWrongMethod(HttpContext http, RequestDelegate next)
    {
        await next(http).ConfigureAwait(false);
        var isFunction = http.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>() is not null;
        if (http.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed } && !isFunction)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            http.Response.Headers.Remove("Allow");
        }
    }
}
