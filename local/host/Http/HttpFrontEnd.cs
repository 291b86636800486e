using LocalFunctions.Host.Invocations;
using LocalServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace LocalFunctions.Host.Http;

/// <summary>The HTTP server for clients, with one endpoint per HTTP function, and with the endpoints of the embedding program.</summary>
internal sealed class HttpFrontEnd : IAsyncDisposable
{
    /// <summary>The maximum request size in the Functions host (HTTP trigger, section "Limits").</summary>
    private const long MaxRequestBytes = 100 * 1024 * 1024;

    /// <summary>
    /// The shutdown timeout, which is longer than <see cref="FunctionInvoker.GracePeriod"/>, so that clients receive their responses.
    /// </summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    private readonly LoopbackServer _server;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpProxy _proxy;

    private HttpFrontEnd(FunctionInvoker invoker, HttpFrontEndOptions options)
    {
        _server = new LoopbackServer(
            options.Port,
            options.LoggerFactory,
            kestrel => kestrel.Limits.MaxRequestBodySize = MaxRequestBytes,
            services => services.AddHttpForwarder())
        {
            ShutdownTimeout = ShutdownTimeout,
        };
        var forwarder = _server.Web.Services.GetRequiredService<IHttpForwarder>();
        _proxy = new HttpProxy(invoker, forwarder, options.Keys, _stopping.Token, options.TimeProvider);
    }

    /// <summary>The root of the HTTP functions, without the route prefix.</summary>
    public Uri Endpoint => _server.Endpoint;

    public static async Task<HttpFrontEnd> StartAsync(
        HttpFrontEndOptions options, IReadOnlyList<HttpFunction> functions, FunctionInvoker invoker, CancellationToken cancellationToken)
    {
        var frontEnd = new HttpFrontEnd(invoker, options);
        try
        {
            frontEnd.Map(functions, options);
            await frontEnd._server.StartAsync(cancellationToken).ConfigureAwait(false);
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
        await _server.DisposeAsync().ConfigureAwait(false);
        _proxy.Dispose();
        _stopping.Dispose();
    }

    private void Map(IReadOnlyList<HttpFunction> functions, HttpFrontEndOptions options)
    {
        var web = _server.Web;
        web.Use(ProtectResponse);
        web.Use((http, next) => BrowserGuard.HandleAsync(http, next, options.AllowedOrigins));
        web.Use(NotFoundForWrongMethod);
        if (options.AllowedOrigins.Count > 0)
            web.Use((http, next) => CrossOrigin.HandleAsync(http, next, options.AllowedOrigins));
        web.UseRouting();
        IEndpointRouteBuilder endpoints = web;
        options.MapEndpoints?.Invoke(endpoints);
        for (var i = 0; i < functions.Count; i++)
        {
            // The order takes precedence over the route's specificity. In Azure, the first matching function in alphabetical order runs.
            var (function, order) = (functions[i], i);
            var endpoint = function.Methods.Count == 0
                ? endpoints.Map(function.Pattern, http => _proxy.HandleAsync(http, function))
                : endpoints.MapMethods(function.Route, function.Methods, http => _proxy.HandleAsync(http, function));
            endpoint.WithMetadata(function);
            endpoint.Add(built => ((RouteEndpointBuilder)built).Order = order);
        }
    }

    /// <summary>Prevents browsers from guessing the content type of responses from the host and the worker.</summary>
    private static Task ProtectResponse(HttpContext http, RequestDelegate next)
    {
        // Set the header when the response starts, because the proxy and error handling replace earlier headers.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Task.CompletedTask;
        });
        return next(http);
    }

    /// <summary>
    /// Returns 404 instead of ASP.NET Core's 405 for a method that no function with this route accepts, as the Functions host does
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
