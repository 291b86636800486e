using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Azure.Amqp.Transport;

namespace LocalEventHubs.Amqp;

/// <summary>Accepts connections on one port of both loopback addresses, because a client can resolve localhost to either address.</summary>
/// <param name="certificate">The certificate for TLS, or <c>null</c> for plain TCP.</param>
/// <param name="accept">A function that creates a peer's transport, or returns <c>null</c> to reject the connection.</param>
internal sealed class SocketListener(
    int port, X509Certificate2? certificate, Func<Socket, Stream, PeerTransport?> accept, Action<Exception> failed)
    : TransportListener("socket-listener")
{
    private const int Backlog = 1024;

    private static readonly TimeSpan TlsTimeout = TimeSpan.FromSeconds(10);

    private readonly List<Socket> _sockets = [];

    public int Port { get; private set; } = port;

    /// <exception cref="IOException">The port is in use.</exception>
    public void Bind()
    {
        _sockets.Add(Bind(IPAddress.Loopback));
        Port = ((IPEndPoint)_sockets[0].LocalEndPoint!).Port;
        if (Socket.OSSupportsIPv6 && TryBindIPv6() is { } socket)
            _sockets.Add(socket);
    }

    protected override void OnListen()
    {
        foreach (var socket in _sockets)
        {
            socket.Listen(Backlog);
            _ = AcceptAsync(socket);
        }
    }

    protected override bool CloseInternal()
    {
        AbortInternal();
        return true;
    }

    protected override void AbortInternal() => _sockets.ForEach(socket => socket.Dispose());

    private Socket Bind(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Allow the port to be bound while connections of a previous process are still closing.
            if (!OperatingSystem.IsWindows())
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address, Port));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"Failed to bind to address amqp://{address}:{Port}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Binds the IPv6 address. Returns <c>null</c> if binding fails, for example because a container supports IPv6 but has no IPv6 address,
    /// or because the port is in use only on IPv6.
    /// </summary>
    private Socket? TryBindIPv6()
    {
        try
        {
            return Bind(IPAddress.IPv6Loopback);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task AcceptAsync(Socket socket)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync().ConfigureAwait(false);
                _ = GreetAsync(accepted);
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException e)
            {
                // For example, no file descriptors are left. Existing connections remain open, and accepting can succeed again after some
                // of them have closed.
                failed(e);
                await Task.Delay(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
            }
        }
    }

    private async Task GreetAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            var stream = await SecureAsync(socket).ConfigureAwait(false);
            if (accept(socket, stream) is { } peer)
            {
                peer.Open();
                OnTransportAccepted(new TransportAsyncCallbackArgs { Transport = peer, CompletedSynchronously = false });
                return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            failed(e);
        }

        socket.Dispose();
    }

    private async Task<Stream> SecureAsync(Socket socket)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (certificate is null)
            return plain;

        var tls = new SslStream(plain);
        using var timeout = new CancellationTokenSource(TlsTimeout);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, timeout.Token)
            .ConfigureAwait(false);
        return tls;
    }
}
