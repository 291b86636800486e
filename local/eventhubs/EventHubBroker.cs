using System.Text.RegularExpressions;
using LocalEventHubs.Amqp;
using LocalEventHubs.Log;
using LocalEventHubs.Rest;
using LocalEventHubs.Storage;

namespace LocalEventHubs;

/// <summary>An Event-Hubs-compatible broker: durable hubs behind AMQP 1.0 and the REST send API, on loopback.</summary>
public sealed partial class EventHubBroker : IAsyncDisposable
{
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(1);

    private readonly EventHubBrokerOptions _options;
    private readonly FileStream _lock;
    private readonly Dictionary<string, EventHub> _hubs = new(StringComparer.OrdinalIgnoreCase);
    private readonly RestServer _rest;
    private readonly AmqpServer _amqp;
    private ITimer? _retention;

    private EventHubBroker(EventHubBrokerOptions options)
    {
        _options = options;
        _lock = LockDataDirectory(options.DataDirectory);
        _rest = new RestServer(this, options);
        _amqp = new AmqpServer(this, options);
    }

    /// <summary>The REST API, e.g. <c>http://127.0.0.1:5300/</c>.</summary>
    public Uri Endpoint => _rest.Endpoint;

    /// <summary>AMQP without TLS, e.g. <c>amqp://127.0.0.1:5672/</c>.</summary>
    public Uri AmqpEndpoint => _amqp.Endpoint;

    /// <summary>For AMQP clients on this machine, as Microsoft's emulator spells it.</summary>
    public string ConnectionString => ConnectionStringFor(AmqpEndpoint);

    /// <summary>The same for another of the broker's endpoints.</summary>
    public string ConnectionStringFor(Uri endpoint) =>
        $"Endpoint=sb://{endpoint.Authority};SharedAccessKeyName={_options.AccessPolicies[0].Name};"
        + $"SharedAccessKey={_options.AccessPolicies[0].Key};UseDevelopmentEmulator=true;";

    public IEnumerable<EventHub> Hubs => _hubs.Values;

    /// <exception cref="EventHubsException">A definition is wrong or contradicts the stored data.</exception>
    /// <exception cref="CorruptLogException">A log file is damaged.</exception>
    /// <exception cref="IOException">The data folder or the port is in use.</exception>
    public static Task<EventHubBroker> StartAsync(EventHubBrokerOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(options, Disk.Real, cancellationToken);

    internal static async Task<EventHubBroker> StartAsync(
        EventHubBrokerOptions options, Disk disk, CancellationToken cancellationToken = default)
    {
        var broker = new EventHubBroker(options);
        try
        {
            broker.OpenHubs(disk);
            broker._amqp.Start();
            await broker._rest.StartAsync(options.Port, cancellationToken).ConfigureAwait(false);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <exception cref="EventHubsException">There is no such hub.</exception>
    public EventHub GetHub(string name) =>
        _hubs.GetValueOrDefault(name)
        ?? throw new EventHubsException(
            EventHubsErrorReason.NotFound,
            $"The messaging entity '{name}' could not be found. The event hubs are: {string.Join(", ", _hubs.Keys)}.");

    /// <summary>Closes the endpoints, then lets every accepted send reach the disk.</summary>
    public async ValueTask DisposeAsync()
    {
        await _amqp.DisposeAsync().ConfigureAwait(false);
        await _rest.DisposeAsync().ConfigureAwait(false);
        if (_retention is not null)
            await _retention.DisposeAsync().ConfigureAwait(false);
        foreach (var partition in Partitions)
            partition.Log.Dispose();
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private IEnumerable<Partition> Partitions => _hubs.Values.SelectMany(hub => hub.Partitions);

    private void OpenHubs(Disk disk)
    {
        foreach (var definition in _options.Hubs)
        {
            VerifyName("an event hub", definition.Name);
            foreach (var group in definition.ConsumerGroups.Where(group => group != ConsumerGroup.Default))
                VerifyName("a consumer group", group);
            if (_hubs.ContainsKey(definition.Name))
                throw new EventHubsException(EventHubsErrorReason.InvalidArgument, $"The event hub '{definition.Name}' is configured twice.");
            _hubs.Add(definition.Name, new HubDirectory(_options.DataDirectory, definition, disk).Open(_options));
        }

        _retention = _options.TimeProvider.CreateTimer(_ => ApplyRetention(), null, TimeSpan.Zero, RetentionInterval);
    }

    private void ApplyRetention()
    {
        foreach (var partition in Partitions)
            partition.Log.ApplyRetention();
    }

    private static void VerifyName(string kind, string name)
    {
        if (!ValidName().IsMatch(name))
        {
            throw new EventHubsException(
                EventHubsErrorReason.InvalidArgument,
                $"'{name}' cannot be the name of {kind}: use letters, digits, '.', '-' and '_', at most 256, a letter or digit at both ends.");
        }
    }

    /// <summary>Two processes that append to the same files would destroy them.</summary>
    private static FileStream LockDataDirectory(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "broker.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The data folder '{directory}' is in use by another broker (it holds '{path}'). Stop it or take another folder.", e);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,254}[A-Za-z0-9])?$")]
    private static partial Regex ValidName();
}
