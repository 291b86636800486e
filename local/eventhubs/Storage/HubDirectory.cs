using System.Text.Json;
using LocalEventHubs.Log;

namespace LocalEventHubs.Storage;

/// <summary>
/// Where a hub lives: <c>hub.json</c>, <c>partitions/{id}/*.log</c>, <c>checkpoints/{consumer group}/{partition}.json</c>.
/// Folder names are lower-case, since names of hubs and groups are compared without case.
/// </summary>
internal sealed class HubDirectory(string dataDirectory, EventHubDefinition definition, Disk disk)
{
    private const int MaxPartitionCount = 1024;

    private readonly string _path = Path.Combine(dataDirectory, "hubs", definition.Name.ToLowerInvariant());

    public EventHub Open(EventHubBrokerOptions options)
    {
        var createdAt = VerifyPartitionCount(options.TimeProvider.GetUtcNow());
        var partitions = new List<Partition>();
        try
        {
            for (var id = 0; id < definition.PartitionCount; id++)
                partitions.Add(OpenPartition(id, options));
            string[] groups = [ConsumerGroup.Default, .. definition.ConsumerGroups];
            return new EventHub(
                definition.Name,
                createdAt,
                partitions,
                groups.Distinct(StringComparer.OrdinalIgnoreCase).Select(OpenConsumerGroup),
                options.MaxMessageSize);
        }
        catch
        {
            partitions.ForEach(partition => partition.Log.Dispose());
            throw;
        }
    }

    private Partition OpenPartition(int id, EventHubBrokerOptions options)
    {
        var log = PartitionLog.Open(
            Path.Combine(_path, "partitions", id.ToString()),
            LogOptions.From(options),
            options.TimeProvider,
            disk,
            options.LoggerFactory.CreateLogger(typeof(PartitionLog).FullName!));
        return new Partition(definition.Name, id.ToString(), log);
    }

    private ConsumerGroup OpenConsumerGroup(string name)
    {
        var directory = Path.Combine(_path, "checkpoints", name.ToLowerInvariant());
        return new ConsumerGroup(
            definition.Name,
            name,
            Enumerable.Range(0, definition.PartitionCount)
                .Select(id => id.ToString())
                .ToDictionary(id => id, id => new CheckpointFile(Path.Combine(directory, $"{id}.json"), disk)));
    }

    /// <summary>Another count would send a key's events to another partition and leave checkpoints pointing nowhere.</summary>
    /// <returns>When the hub was created.</returns>
    private DateTimeOffset VerifyPartitionCount(DateTimeOffset now)
    {
        var count = definition.PartitionCount;
        if (count is < 1 or > MaxPartitionCount)
        {
            throw new EventHubsException(
                EventHubsErrorReason.InvalidArgument,
                $"The event hub '{definition.Name}' is configured with {count} partitions. It should be between 1 and {MaxPartitionCount}.");
        }

        var path = Path.Combine(_path, "hub.json");
        if (!File.Exists(path))
        {
            var hub = new HubFile(definition.Name, count, now);
            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(hub, StorageJson.Default.HubFile), disk);
            return now;
        }

        var stored = Read(path);
        if (stored.PartitionCount is var existing && existing != count)
        {
            throw new EventHubsException(
                EventHubsErrorReason.ConfigurationConflict,
                $"The event hub '{definition.Name}' is configured with {count} partitions, but its data in '{_path}' has {existing}. "
                + $"Configure {existing}, take another name, or delete that folder with all its events.");
        }

        return stored.CreatedAt ?? File.GetCreationTimeUtc(path);
    }

    private static HubFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), StorageJson.Default.HubFile)
                ?? throw new JsonException("it is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The description of an event hub in '{path}' cannot be read: {e.Message}", e);
        }
    }
}
