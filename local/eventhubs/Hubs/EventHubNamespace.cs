using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using LocalEventHubs.Configuration;
using LocalEventHubs.Errors;
using LocalEventHubs.Log;

namespace LocalEventHubs.Hubs;

/// <summary>The event hubs in one data folder, which is locked while the namespace is open. Retention is applied every minute.</summary>
internal sealed partial class EventHubNamespace : IAsyncDisposable
{
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(1);

    private readonly EventHubBrokerOptions _options;
    private readonly Disk _disk;
    private readonly FileStream _lock;
    private readonly ConcurrentDictionary<string, EventHub> _hubs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _creating = new();
    private ITimer? _retention;

    private EventHubNamespace(EventHubBrokerOptions options, Disk disk)
    {
        _options = options;
        _disk = disk;
        _lock = LockDataDirectory(options.DataDirectory);
    }

    public IEnumerable<EventHub> Hubs => _hubs.Values;

    /// <summary>Opens the configured hubs and the hubs that were created at run time.</summary>
    /// <exception cref="EventHubsException">A hub definition is invalid or contradicts the stored data.</exception>
    /// <exception cref="CorruptLogException">A log file is damaged.</exception>
    /// <exception cref="IOException">The data folder is in use.</exception>
    public static async Task<EventHubNamespace> OpenAsync(EventHubBrokerOptions options, Disk disk)
    {
        var opened = new EventHubNamespace(options, disk);
        try
        {
            opened.OpenHubs();
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <exception cref="EventHubsException">The hub does not exist.</exception>
    public EventHub GetHub(string name) =>
        _hubs.GetValueOrDefault(name)
        ?? throw new EventHubsException(
            EventHubsErrorReason.NotFound,
            $"The messaging entity '{name}' could not be found. The event hubs are: {string.Join(", ", _hubs.Keys)}.");

    /// <summary>Creates a hub durably. If the hub exists with the same partitions and consumer groups, the call has no effect.</summary>
    /// <exception cref="EventHubsException">The definition is invalid, or the hub exists with another definition.</exception>
    public (EventHub Hub, bool IsNew) CreateHub(EventHubDefinition definition)
    {
        lock (_creating)
        {
            if (_hubs.TryGetValue(definition.Name, out var existing))
            {
                var groups = definition.ConsumerGroups.Append(ConsumerGroup.Default).ToHashSet(StringComparer.OrdinalIgnoreCase);
                return existing.Partitions.Count == definition.PartitionCount
                    && groups.SetEquals(existing.ConsumerGroups.Select(group => group.Name))
                    ? (existing, false)
                    : throw new EventHubsException(
                        EventHubsErrorReason.ConfigurationConflict,
                        $"The event hub '{existing.Name}' exists with {existing.Partitions.Count} partitions and the consumer groups "
                        + $"{string.Join(", ", existing.ConsumerGroups.Select(group => group.Name))}.");
            }

            return (Open(definition), true);
        }
    }

    /// <summary>Waits until every accepted send is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_retention is not null)
            await _retention.DisposeAsync().ConfigureAwait(false);
        foreach (var partition in Partitions)
            partition.Log.Dispose();
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private IEnumerable<Partition> Partitions => _hubs.Values.SelectMany(hub => hub.Partitions);

    private void OpenHubs()
    {
        foreach (var definition in _options.Hubs)
        {
            if (_hubs.ContainsKey(definition.Name))
            {
                throw new EventHubsException(
                    EventHubsErrorReason.InvalidArgument, $"The event hub '{definition.Name}' is configured twice.");
            }

            Open(definition);
        }

        // Open the hubs that were created at run time.
        foreach (var definition in HubDirectory.Stored(_options.DataDirectory).Where(stored => !_hubs.ContainsKey(stored.Name)))
            Open(definition);
        _retention = _options.TimeProvider.CreateTimer(_ => ApplyRetention(), null, TimeSpan.Zero, RetentionInterval);
    }

    private EventHub Open(EventHubDefinition definition)
    {
        VerifyName("an event hub", definition.Name);
        foreach (var group in definition.ConsumerGroups.Where(group => group != ConsumerGroup.Default))
            VerifyName("a consumer group", group);
        return _hubs[definition.Name] = new HubDirectory(_options.DataDirectory, definition, _disk).Open(_options);
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
                $"'{name}' cannot be the name of {kind}: use at most 256 letters, digits, '.', '-' and '_', "
                + "with a letter or digit at both ends.");
        }
    }

    /// <summary>Locks the data folder, because two processes that append to the same files would damage them.</summary>
    private static FileStream LockDataDirectory(string directory)
    {
        // Events can be confidential, so only the owner has access.
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(directory);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(directory, ownerOnly);
        var path = Path.Combine(directory, "broker.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException(
                $"The data folder '{directory}' is in use by another broker (lock file '{path}'). Stop it or use another folder.", e);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,254}[A-Za-z0-9])?$")]
    private static partial Regex ValidName();
}
