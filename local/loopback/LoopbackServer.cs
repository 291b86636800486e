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
/// Kestrel on a port of the loopback address. Configuration files, environment variables and Ctrl-C belong to the program that contains the
/// server. It is compiled into each product of this folder, since each of them can be used alone.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly IServer _kestrel;

    /// <param name="port">0 for a free one.</param>
    /// <param name="loggers">Receive the server's log; null for no log.</param>
    /// <param name="configure">Sets the server's limits and protocols.</param>
    /// <param name="addServices">Adds services of the endpoints.</param>
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
            configure?.Invoke(kestrel); // Before the endpoint, which takes its protocols from here.
            if (port == 0)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenLocalhost(port); // 127.0.0.1 and ::1, since a client may resolve localhost to either.
        });
        Web = builder.Build();
        _kestrel = Web.Services.GetRequiredService<IServer>();
    }

    /// <summary>The time that requests in progress have to end, before their connections are closed.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The middleware and the endpoints.</summary>
    public WebApplication Web { get; }

    /// <summary>The root, e.g. <c>http://127.0.0.1:8080/</c>, once the server has started.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Serves the endpoints of <see cref="Web"/>.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await Web.StartAsync(cancellationToken).ConfigureAwait(false);
        Endpoint = BoundEndpoint();
    }

    /// <summary>Passes all requests to one application, without the cost of the middleware of <see cref="Web"/>.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public async Task StartAsync(IHttpApplication<HttpContext> application, CancellationToken cancellationToken)
    {
        await _kestrel.StartAsync(application, cancellationToken).ConfigureAwait(false);
        Endpoint = BoundEndpoint();
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(ShutdownTimeout);
        await Web.StopAsync(patience.Token).ConfigureAwait(false);
        await _kestrel.StopAsync(patience.Token).ConfigureAwait(false); // With an application of its own, the host has not started it.
        await Web.DisposeAsync().ConfigureAwait(false);
    }

    private Uri BoundEndpoint() =>
        new($"http://127.0.0.1:{new Uri(_kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port}/");

    /// <summary>Handles neither Ctrl-C nor SIGTERM.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
