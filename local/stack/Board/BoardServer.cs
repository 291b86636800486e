using System.Text.Json;
using LocalFunctions.Host.Http;
using LocalServers;
using LocalStack.Fleet;
using LocalStack.Kusto;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace LocalStack.Board;

/// <summary>
/// The server of the board, a page on the loopback address that shows the running stack (docs/board.md). If the stack has keys, the page is
/// public, but its data requires a host key, as <c>/metrics</c> does.
/// </summary>
internal sealed class BoardServer : IAsyncDisposable
{
    /// <summary>
    /// The shutdown timeout, which is short, so that a request that was forwarded to a hanging function does not delay the stack's
    /// shutdown.
    /// </summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The path of the page with the simulated systems. The page exists only if the stack simulates systems.</summary>
    public const string FleetPath = "fleet";

    private readonly LoopbackServer _server;
    private readonly BoardSources _sources;
    private readonly BoardSampler _sampler;
    private readonly ApiForwarder _api;
    private readonly AirportLocations _airports;

    private BoardServer(BoardSources sources, int port, BoardSampler sampler)
    {
        _server = new LoopbackServer(port) { ShutdownTimeout = ShutdownTimeout };
        _sources = sources;
        _sampler = sampler;
        _api = new ApiForwarder(sources.ApiEndpoint);
        _airports = new AirportLocations(sources.Kusto);
    }

    public Uri Endpoint => _server.Endpoint;

    /// <param name="sources">The components of the stack, whose functions must have started.</param>
    /// <param name="port">The port on the loopback address, or 0 for a free port.</param>
    /// <param name="loggers">The logger factory, which receives only warnings and errors.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<BoardServer> StartAsync(
        BoardSources sources, int port, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var board = new BoardServer(sources, port, new BoardSampler(sources, loggers.CreateLogger<BoardSampler>()));
        try
        {
            board.Map();
            await board._server.StartAsync(cancellationToken).ConfigureAwait(false);
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
        await _server.DisposeAsync().ConfigureAwait(false);
        await _sampler.DisposeAsync().ConfigureAwait(false);
        _api.Dispose();
    }

    private void Map()
    {
        var web = _server.Web;
        web.Use((http, next) =>
        {
            BoardFiles.Protect(http.Response.Headers);
            return BrowserGuard.HandleAsync(http, next, []);
        });
        web.UseRouting();
        web.MapGet("/", http => BoardFiles.WriteAsync(http, "index.html"));
        web.MapGet("/page/{file}", http => BoardFiles.WriteAsync(http, (string)http.GetRouteValue("file")!));
        web.MapGet("/state", http => WriteDataAsync(http, StateAsync));
        web.MapGet("/links", http => WriteDataAsync(http, LinksAsync));
        web.MapGet("/airports", http => WriteDataAsync(http, _airports.ReadAsync));
        if (_sources.Fleet is not null)
        {
            web.MapGet($"/{FleetPath}", http => BoardFiles.WriteAsync(http, "fleet.html"));
            web.MapGet($"/{FleetPath}.json", http => WriteDataAsync(http, FleetAsync));
        }

        _api.Map(web);
    }

    /// <summary>
    /// Returns links to the other pages of the stack. If the stack has keys, the links do not contain keys, because a key for the board is
    /// not valid for other pages.
    /// </summary>
    private Task<List<BoardLink>> LinksAsync(HttpContext http)
    {
        var links = new List<BoardLink>
        {
            new("API documentation", new Uri(_sources.ApiEndpoint, "docs")),
            new("KQL queries", _sources.KustoEndpoint),
        };
        if (_sources.Dashboard is { } dashboard)
            links.Add(new BoardLink("Traces", _sources.Keys is null ? dashboard.Page : new Uri(dashboard.Page, "/")));
        if (_sources.Fleet is not null)
            links.Add(new BoardLink("Fleet", new Uri(FleetPath, UriKind.Relative)));
        return Task.FromResult(links);
    }

    private Task<FleetReport> FleetAsync(HttpContext http) => Task.FromResult(_sources.Fleet!);

    private Task<BoardState> StateAsync(HttpContext http)
    {
        _ = long.TryParse(http.Request.Query["after"], out var after);
        return Task.FromResult(_sampler.History.Since(Math.Max(0, after)));
    }

    private async Task WriteDataAsync<T>(HttpContext http, Func<HttpContext, Task<T>> read)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (_sources.Keys is { } keys && !keys.AuthorizeHost(http.Request))
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
            // The page was closed, so there is no response.
        }
    }
}
