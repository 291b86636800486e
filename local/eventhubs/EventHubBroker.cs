using LocalEventHubs.Amqp;
using LocalEventHubs.Configuration;
using LocalEventHubs.Errors;
using LocalEventHubs.Hubs;
using LocalEventHubs.Log;
using LocalEventHubs.Rest;
using LocalServers;

namespace LocalEventHubs;

/// <summary>An Event-Hubs-compatible broker with durable hubs, AMQP 1.0 and the REST send API, on the loopback address.</summary>
public sealed class EventHubBroker : IAsyncDisposable
{
    private readonly EventHubBrokerOptions _options;
    private readonly EventHubNamespace _hubs;
    private readonly LoopbackServer _rest;
    private readonly AmqpServer _amqp;
    private int _disposed;

    private EventHubBroker(EventHubBrokerOptions options, EventHubNamespace hubs)
    {
        _options = options;
        _hubs = hubs;
        // Kestrel's limit is disabled, because RequestBody limits the size of a send and returns an error body in the service's format.
        _rest = new LoopbackServer(options.Port, options.LoggerFactory, kestrel => kestrel.Limits.MaxRequestBodySize = null);
        _amqp = new AmqpServer(hubs, options);
    }

    /// <summary>The address of the REST API, such as <c>http://127.0.0.1:5300/</c>.</summary>
    public Uri Endpoint => _rest.Endpoint;

    /// <summary>The address for AMQP without TLS, such as <c>amqp://127.0.0.1:5672/</c>.</summary>
    public Uri AmqpEndpoint => _amqp.Endpoint;

    /// <summary>The connection string for AMQP clients on this machine, in the form of Microsoft's emulator.</summary>
    public string ConnectionString => ConnectionStringFor(AmqpEndpoint);

    /// <summary>Returns the connection string for one of the broker's endpoints.</summary>
    public string ConnectionStringFor(Uri endpoint) =>
        $"Endpoint=sb://{endpoint.Authority};SharedAccessKeyName={_options.AccessPolicies[0].Name};"
        + $"SharedAccessKey={_options.AccessPolicies[0].Key};UseDevelopmentEmulator=true;";

    /// <summary>
    /// The connection string for clients that require TLS. These clients must also trust the certificate in <see cref="CertificatePath"/>.
    /// The connection string is <c>null</c> if <see cref="EventHubBrokerOptions.AmqpTlsPort"/> is <c>null</c>.
    /// </summary>
    public string? TlsConnectionString => _amqp.TlsPort is { } port
        ? $"Endpoint=sb://localhost:{port}/;SharedAccessKeyName={_options.AccessPolicies[0].Name};"
            + $"SharedAccessKey={_options.AccessPolicies[0].Key}"
        : null;

    /// <summary>The path of the PEM file with the certificate that TLS clients must trust, or <c>null</c> if TLS is disabled.</summary>
    public string? CertificatePath => _amqp.TlsPort is null ? null : Path.GetFullPath(ServerCertificate.PathIn(_options.DataDirectory));

    public IEnumerable<EventHub> Hubs => _hubs.Hubs;

    /// <exception cref="EventHubsException">A hub definition is invalid or contradicts the stored data.</exception>
    /// <exception cref="CorruptLogException">A log file is damaged.</exception>
    /// <exception cref="IOException">The data folder or a port is in use.</exception>
    public static Task<EventHubBroker> StartAsync(EventHubBrokerOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(options, Disk.Real, cancellationToken);

    internal static async Task<EventHubBroker> StartAsync(
        EventHubBrokerOptions options, Disk disk, CancellationToken cancellationToken = default)
    {
        var hubs = await EventHubNamespace.OpenAsync(options, disk).ConfigureAwait(false);
        EventHubBroker broker;
        try
        {
            broker = new EventHubBroker(options, hubs);
        }
        catch
        {
            await hubs.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        try
        {
            broker._amqp.Start();
            await broker._rest.StartAsync(new RestApplication(hubs, options), cancellationToken).ConfigureAwait(false);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <exception cref="EventHubsException">The hub does not exist.</exception>
    public EventHub GetHub(string name) => _hubs.GetHub(name);

    /// <summary>Closes the endpoints and waits until every accepted send is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        await _amqp.DisposeAsync().ConfigureAwait(false);
        await _rest.DisposeAsync().ConfigureAwait(false);
        await _hubs.DisposeAsync().ConfigureAwait(false);
    }
}
