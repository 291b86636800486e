using System.Net;
using System.Text.Json;
using LocalFunctions.Host.Http;
using LocalStack.Hosting;
using LocalStack.Kusto;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalStack.Board;

/// <summary>
/// The board: a page on loopback that shows the running stack (docs/board.md). Where the stack has keys, the page is open and its data
/// require a host key, as <c>/metrics</c> does.
/// </summary>
internal sealed class BoardServer : IAsyncDisposable
{
    /// <summary>How long a request in progress may take to end before its connection is closed.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _web;
    private readonly BoardSources _stack;
    private readonly BoardSampler _sampler;
    private readonly ApiForwarder _api;
    private readonly AirportPlaces _airports;

    private BoardServer(WebApplication web, BoardSources stack, BoardSampler sampler)
    {
        _web = web;
        _stack = stack;
        _sampler = sampler;
        _api = new ApiForwarder(stack.ApiEndpoint);
        _airports = new AirportPlaces(stack.Kusto);
    }

    public Uri Endpoint { get; private set; } = null!;

    /// <param name="stack">The stack, whose functions have started.</param>
    /// <param name="port">A port of loopback; 0 for a free one.</param>
    /// <param name="loggers">Receive warnings only.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<BoardServer> StartAsync(
        BoardSources stack, int port, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (port == 0)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenLocalhost(port);
        });

        var board = new BoardServer(builder.Build(), stack, new BoardSampler(stack, loggers.CreateLogger<BoardSampler>()));
        try
        {
            board.Map();
            await board._web.StartAsync(cancellationToken).ConfigureAwait(false);
            var addresses = board._web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            board.Endpoint = new Uri($"http://127.0.0.1:{new Uri(addresses.First()).Port}/");
            return board;
        }
        catch
        {
            await board.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A request that was forwarded to a function that hangs would delay the end of the stack by 30 seconds.
        using var patience = new CancellationTokenSource(ShutdownTimeout);
        await _web.StopAsync(patience.Token).ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        await _sampler.DisposeAsync().ConfigureAwait(false);
        _api.Dispose();
    }

    private void Map()
    {
        _web.Use((http, next) =>
        {
            BoardFiles.Protect(http.Response.Headers);
            return BrowserGuard.HandleAsync(http, next, []);
        });
        _web.UseRouting();
        _web.MapGet("/", http => BoardFiles.WriteAsync(http, "index.html"));
        _web.MapGet("/page/{file}", http => BoardFiles.WriteAsync(http, (string)http.GetRouteValue("file")!));
        _web.MapGet("/state", http => WriteDataAsync(http, StateAsync));
        _web.MapGet("/links", http => WriteDataAsync(http, LinksAsync));
        _web.MapGet("/airports", http => WriteDataAsync(http, _airports.ReadAsync));
        _api.Map(_web);
    }

    /// <summary>The other pages of the stack. Where there are keys, without them: a key to this page does not open those.</summary>
    private Task<List<BoardLink>> LinksAsync(HttpContext http)
    {
        var links = new List<BoardLink>
        {
            new("API documentation", new Uri(_stack.ApiEndpoint, "docs")),
            new("KQL queries", _stack.KustoEndpoint),
        };
        if (_stack.Dashboard is { } dashboard)
            links.Add(new BoardLink("Traces", _stack.Keys is null ? dashboard.Page : new Uri(dashboard.Page, "/")));
        return Task.FromResult(links);
    }

    private Task<BoardState> StateAsync(HttpContext http)
    {
        _ = long.TryParse(http.Request.Query["after"], out var after);
        return Task.FromResult(_sampler.History.Since(Math.Max(0, after)));
    }

    private async Task WriteDataAsync<T>(HttpContext http, Func<HttpContext, Task<T>> read)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (_stack.Keys is { } keys && !keys.AuthorizeHost(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            var data = await read(http).ConfigureAwait(false);
            http.Response.ContentType = "application/json; charset=utf-8";
            await JsonSerializer
                .SerializeAsync(http.Response.Body, data, JsonSerializerOptions.Web, http.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or KustoRestException && !http.Response.HasStarted)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The page is no longer there to read the response.
        }
    }
}
