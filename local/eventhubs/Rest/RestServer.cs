using System.Net;
using LocalEventHubs.Configuration;
using LocalEventHubs.Hubs;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace LocalEventHubs.Rest;

/// <summary>
/// Kestrel without a generic host, which would add configuration files, environment variables and Ctrl-C handling: these
/// belong to the program that contains the broker.
/// </summary>
internal sealed class RestServer(EventHubNamespace hubs, EventHubBrokerOptions options) : IAsyncDisposable
{
    /// <summary>The time that requests in progress have to end before their connections are closed.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    private KestrelServer? _kestrel;
    private Uri? _endpoint;

    public Uri Endpoint => _endpoint ?? throw new InvalidOperationException("The REST API has not been started.");

    public async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        var kestrelOptions = new KestrelServerOptions { AddServerHeader = false };
        // RequestBody enforces MaxMessageSize, with an error body in the service's format.
        kestrelOptions.Limits.MaxRequestBodySize = null;
        if (port == 0)
            kestrelOptions.Listen(IPAddress.Loopback, 0);
        else
            kestrelOptions.ListenLocalhost(port); // 127.0.0.1 and ::1, since a client may resolve localhost to either.

        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), options.LoggerFactory);
        _kestrel = new KestrelServer(Options.Create(kestrelOptions), transport, options.LoggerFactory);
        await _kestrel.StartAsync<HttpContext>(new RestApplication(hubs, options), cancellationToken).ConfigureAwait(false);

        var address = _kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _endpoint = new Uri($"http://127.0.0.1:{new Uri(address).Port}/");
    }

    public async ValueTask DisposeAsync()
    {
        if (_kestrel is null)
            return;

        using var patience = new CancellationTokenSource(ShutdownTimeout);
        await _kestrel.StopAsync(patience.Token).ConfigureAwait(false);
        _kestrel.Dispose();
    }
}
