using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace LocalEventHubs.Rest;

/// <summary>
/// Kestrel without a host around it: a host brings configuration files, environment variables and Ctrl-C handling, which
/// belong to the program that contains the broker.
/// </summary>
internal sealed class RestServer(EventHubBroker broker, EventHubBrokerOptions options) : IAsyncDisposable
{
    /// <summary>How long a request under way may take to end before its connection is cut.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    private KestrelServer? _kestrel;
    private Uri? _endpoint;

    public Uri Endpoint => _endpoint ?? throw new InvalidOperationException("The REST API has not been started.");

    public async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        var kestrelOptions = new KestrelServerOptions { AddServerHeader = false };
        // Each request is held against MaxMessageSize, with an error body of the service's kind.
        kestrelOptions.Limits.MaxRequestBodySize = null;
        if (port == 0)
            kestrelOptions.Listen(IPAddress.Loopback, 0);
        else
            kestrelOptions.ListenLocalhost(port); // 127.0.0.1 and ::1, for a client may take localhost for either.

        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), options.LoggerFactory);
        _kestrel = new KestrelServer(Options.Create(kestrelOptions), transport, options.LoggerFactory);
        await _kestrel.StartAsync<HttpContext>(new RestApplication(broker, options), cancellationToken).ConfigureAwait(false);

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
