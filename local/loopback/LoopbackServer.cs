using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalServers;

/// <summary>
/// A Kestrel server on a port of the loopback address. The server ignores configuration files, environment variables and Ctrl-C, which the
/// embedding program handles. The class is compiled into each product in <c>local</c>, because each product can be used separately.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly IServer _kestrel;

    /// <param name="port">The port, or 0 for a free port.</param>
    /// <param name="loggers">The logger factory for the server's log, or <c>null</c> for no log.</param>
    /// <param name="configure">A function that sets the server's limits and protocols.</param>
    /// <param name="addServices">A function that adds services for the endpoints.</param>
    public LoopbackServer(
        int port,
        ILoggerFactory? loggers = null,
        Action<KestrelServerOptions>? configure = null,
        Action<IServiceCollection>? addServices = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        if (loggers is not null)
            builder.Services.AddSingleton(loggers);
        addServices?.Invoke(builder.Services);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            configure?.Invoke(kestrel); // Configure before adding the endpoint, which uses the configured protocols.
            if (port == 0)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenLocalhost(port); // Listen on 127.0.0.1 and ::1, because a client can resolve localhost to either address.
        });
        Web = builder.Build();
        _kestrel = Web.Services.GetRequiredService<IServer>();
    }

    /// <summary>The time limit for requests in progress at shutdown, after which their connections are closed.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The application, to which callers add middleware and endpoints.</summary>
    public WebApplication Web { get; }

    /// <summary>The root, such as <c>http://127.0.0.1:8080/</c>. The address is available after the server has started.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Starts the server with the endpoints of <see cref="Web"/>.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await Web.StartAsync(cancellationToken).ConfigureAwait(false);
        Endpoint = BoundEndpoint();
    }

    /// <summary>
    /// Starts the server and passes all requests to one application, without the overhead of <see cref="Web"/>'s middleware.
    /// </summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public async Task StartAsync(IHttpApplication<HttpContext> application, CancellationToken cancellationToken)
    {
        await _kestrel.StartAsync(application, cancellationToken).ConfigureAwait(false);
        Endpoint = BoundEndpoint();
    }

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(ShutdownTimeout);
        await Web.StopAsync(timeout.Token).ConfigureAwait(false);
        await _kestrel.StopAsync(timeout.Token).ConfigureAwait(false); // This call is needed if the host of Web did not start Kestrel.
        await Web.DisposeAsync().ConfigureAwait(false);
    }

    private Uri BoundEndpoint() =>
        new($"http://127.0.0.1:{new Uri(_kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port}/");

    /// <summary>A host lifetime that does not handle Ctrl-C and SIGTERM.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
