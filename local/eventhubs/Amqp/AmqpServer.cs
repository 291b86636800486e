using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LocalEventHubs.Configuration;
using LocalEventHubs.Errors;
using LocalEventHubs.Hubs;
using LocalEventHubs.Security;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transport;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Amqp;

/// <summary>The broker's AMQP 1.0 endpoint on the loopback addresses, with and without TLS.</summary>
internal sealed partial class AmqpServer : IAsyncDisposable
{
    /// <summary>The time after which the connection of a peer that has not opened an AMQP connection is closed.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The time after which the connection of a peer that reads nothing is closed.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(60);

    private const ushort MaxChannel = 1023;

    private const int MaxConnections = 4096;

    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    private readonly EventHubBrokerOptions _options;
    private readonly ILogger _logger;
    private readonly AmqpSettings _settings;
    private readonly AmqpRuntime _runtime;
    private readonly List<AmqpTransportListener> _listeners = [];
    private X509Certificate2? _certificate;
    private readonly Lock _gate = new();
    private readonly HashSet<PeerTransport> _peers = [];
    private readonly HashSet<PeerConnection> _connections = [];

    public AmqpServer(EventHubNamespace hubs, EventHubBrokerOptions options)
    {
        _options = options;
        _logger = options.LoggerFactory.CreateLogger<AmqpServer>();
        var tokens = new TokenValidator(options.AccessPolicies, options.TimeProvider);
        _runtime = new AmqpRuntime(hubs, options, tokens);
        _settings = new AmqpSettings { RuntimeProvider = _runtime };
        _settings.TransportProviders.Add(new PeerSaslProvider(tokens));
        var amqp = new AmqpTransportProvider();
        amqp.Versions.Add(new AmqpVersion(1, 0, 0));
        _settings.TransportProviders.Add(amqp);
    }

    public Uri Endpoint { get; private set; } = null!;

    /// <summary>The TLS port, or <c>null</c> if TLS is disabled.</summary>
    public int? TlsPort { get; private set; }

    /// <exception cref="IOException">A port is in use.</exception>
    /// <exception cref="CorruptDataException">The stored certificate is damaged.</exception>
    public void Start()
    {
        Endpoint = new Uri($"amqp://127.0.0.1:{Listen(_options.AmqpPort, null)}/");
        if (_options.AmqpTlsPort is not { } port)
            return;

        _certificate = ServerCertificate.LoadOrCreate(_options.DataDirectory, _options.TimeProvider.GetUtcNow());
        TlsPort = Listen(port, _certificate);
    }

    /// <summary>Closes all connections after a short delay, during which peers can receive the close frame.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
            listener.Abort();

        PeerTransport[] peers;
        PeerConnection[] connections;
        lock (_gate)
        {
            peers = [.. _peers];
            connections = [.. _connections];
        }

        foreach (var connection in connections)
            connection.SafeClose(new AmqpException(AmqpErrorCode.ConnectionForced, "The broker is shutting down."));
        await Task.WhenAny(Task.WhenAll(peers.Select(peer => peer.Ended)), Task.Delay(GoodbyeTime)).ConfigureAwait(false);
        foreach (var peer in peers)
            peer.Abort();
        _certificate?.Dispose();
    }

    private int Listen(int port, X509Certificate2? certificate)
    {
        var sockets = new SocketListener(port, certificate, Accept, LogAcceptFailed);
        sockets.Bind();
        var listener = new AmqpTransportListener([sockets], _settings);
        _listeners.Add(listener);
        listener.Open();
        listener.Listen(OnHandshakeDone);
        return sockets.Port;
    }

    private PeerTransport? Accept(Socket socket, Stream stream)
    {
        lock (_gate)
        {
            if (_peers.Count >= MaxConnections)
            {
                LogTooManyConnections(MaxConnections);
                return null;
            }

            var peer = new PeerTransport(socket, stream, HandshakeTimeout, WriteTimeout);
            _peers.Add(peer);
            _ = peer.Ended.ContinueWith(_ => Remove(peer), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return peer;
        }
    }

    private void Remove(PeerTransport peer)
    {
        lock (_gate)
            _peers.Remove(peer);
    }

    /// <summary>Handles a peer that has sent the AMQP header, usually after SASL.</summary>
    private void OnHandshakeDone(TransportListener listener, TransportAsyncCallbackArgs args)
    {
        try
        {
            var header = (ProtocolHeader)args.UserToken;
            var settings = new AmqpConnectionSettings
            {
                ContainerId = "local-eventhubs",
                MaxFrameSize = FrameGuard.MaxFrameSize,
                ChannelMax = MaxChannel,
                IdleTimeOut = (uint)_options.IdleTimeout.TotalMilliseconds,
                MinIdleTimeout = (uint)_options.MinPeerIdleTimeout.TotalMilliseconds,
                IgnoreMissingSessions = true,
            };
            var connection = (PeerConnection)_runtime.CreateConnection(args.Transport, header, isInitiator: false, _settings, settings);
            lock (_gate)
                _connections.Add(connection);
            connection.Closed += (_, _) =>
            {
                lock (_gate)
                    _connections.Remove(connection);
            };
            connection.BeginOpen(HandshakeTimeout, OnOpened, connection);
        }
        catch (Exception e)
        {
            LogAcceptFailed(e);
            args.Transport.Abort();
        }
    }

    private void OnOpened(IAsyncResult result)
    {
        var connection = (PeerConnection)result.AsyncState!;
        try
        {
            connection.EndOpen(result);
            connection.Peer.CancelDeadline();
        }
        catch (Exception e)
        {
            LogAcceptFailed(e);
            connection.SafeClose(e);
        }
    }

    [LoggerMessage(LogLevel.Debug, "A peer could not connect.")]
    private partial void LogAcceptFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "A connection was rejected because the broker already has {Count} connections.")]
    private partial void LogTooManyConnections(int count);
}
