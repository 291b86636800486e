using System.Globalization;
using LocalEventHubs.Configuration;
using LocalEventHubs.Errors;
using LocalEventHubs.Log;
using LocalEventHubs.Storage;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Hubs;

/// <summary>
/// The files of a hub: <c>hub.json</c>, <c>partitions/{id}/*.log</c>, <c>checkpoints/{consumer group}/{partition}.json</c>. Folder names
/// are lowercase, because the names of hubs and groups are case-insensitive.
/// </summary>
internal sealed partial class HubDirectory(string dataDirectory, EventHubDefinition definition, Disk disk)
{
    private const int MaxPartitionCount = 1024;
    private const string Remedy = "Restore it from a backup, or move the hub's folder elsewhere.";

    private readonly string _path = Path.Combine(dataDirectory, "hubs", definition.Name.ToLowerInvariant());

    /// <summary>Reads the definitions of the hubs in the data folder.</summary>
    /// <exception cref="CorruptDataException">A definition file is damaged.</exception>
    public static IEnumerable<EventHubDefinition> Stored(string dataDirectory)
    {
        var hubs = Path.Combine(dataDirectory, "hubs");
        if (!Directory.Exists(hubs))
            return [];
        return Directory.GetDirectories(hubs)
            .Select(folder => Path.Combine(folder, "hub.json"))
            .Where(File.Exists)
            .Select(path => CheckedJson.Read(path, StorageJson.Default.HubFile, Remedy))
            .Select(file => new EventHubDefinition(file.Name, file.PartitionCount, file.ConsumerGroups ?? []));
    }

    public EventHub Open(EventHubBrokerOptions options)
    {
        var createdAt = VerifyPartitionCount(options.TimeProvider.GetUtcNow());
        var partitions = new List<Partition>();
        try
        {
            for (var id = 0; id < definition.PartitionCount; id++)
                partitions.Add(OpenPartition(id, options));
            var logger = options.LoggerFactory.CreateLogger<HubDirectory>();
            string[] groups = [ConsumerGroup.Default, .. definition.ConsumerGroups];
            return new EventHub(
                definition.Name,
                createdAt,
                partitions,
                groups.Distinct(StringComparer.OrdinalIgnoreCase).Select(group => OpenConsumerGroup(group, partitions, logger)),
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
            LogOptions.From(options, definition),
            options.TimeProvider,
            disk,
            options.LoggerFactory.CreateLogger(typeof(PartitionLog).FullName!));
        return new Partition(definition.Name, id.ToString(), log);
    }

    private ConsumerGroup OpenConsumerGroup(string name, IReadOnlyList<Partition> partitions, ILogger logger)
    {
        var directory = Path.Combine(_path, "checkpoints", name.ToLowerInvariant());
        var checkpoints = partitions.ToDictionary(
            partition => partition.Id, partition => new CheckpointFile(Path.Combine(directory, $"{partition.Id}.json"), disk));
        foreach (var partition in partitions)
            PullBack(checkpoints[partition.Id], partition, name, logger);
        return new ConsumerGroup(definition.Name, name, checkpoints);
    }

    /// <summary>
    /// Moves a checkpoint that is beyond the end of the log back to the end. The log has lost the events between its end and such a
    /// checkpoint. New events reuse the sequence numbers of the lost events, so the consumer group would skip the new events.
    /// </summary>
    private void PullBack(CheckpointFile file, Partition partition, string group, ILogger logger)
    {
        if (file.Value is not { } checkpoint || checkpoint.SequenceNumber <= partition.LastSequenceNumber)
            return;

        LogPulledBack(logger, group, definition.Name, partition.Id, checkpoint.SequenceNumber, partition.LastSequenceNumber);
        file.Write(new Checkpoint(partition.Log.LastOffset.ToString(CultureInfo.InvariantCulture), partition.LastSequenceNumber));
    }

    /// <summary>
    /// Verifies that the partition count has not changed. A different count would move keys to other partitions and could leave checkpoints
    /// without a partition.
    /// </summary>
    /// <returns>The hub's creation time.</returns>
    private DateTimeOffset VerifyPartitionCount(DateTimeOffset now)
    {
        var count = definition.PartitionCount;
        if (count is < 1 or > MaxPartitionCount)
        {
            throw new EventHubsException(
                EventHubsErrorReason.InvalidArgument,
                $"The event hub '{definition.Name}' is configured with {count} partitions. "
                + $"The number must be between 1 and {MaxPartitionCount}.");
        }

        var path = Path.Combine(_path, "hub.json");
        if (!File.Exists(path))
        {
            var hub = new HubFile(definition.Name, count, now, definition.ConsumerGroups);
            CheckedJson.Write(path, hub, StorageJson.Default.HubFile, disk);
            return now;
        }

        var stored = CheckedJson.Read(path, StorageJson.Default.HubFile, Remedy);
        if (stored.PartitionCount is var existing && existing != count)
        {
            throw new EventHubsException(
                EventHubsErrorReason.ConfigurationConflict,
                $"The event hub '{definition.Name}' is configured with {count} partitions, but its data in '{_path}' has {existing}. "
                + $"Configure {existing}, use another name, or delete that folder with all its events.");
        }

        return stored.CreatedAt ?? File.GetCreationTimeUtc(path);
    }

    [LoggerMessage(LogLevel.Warning,
        "The checkpoint of '{Group}' in {Hub}, partition {Partition}, was at sequence number {Checkpoint}, beyond the last event, {Last}: "
        + "events are missing from the log. The group resumes with the next event.")]
    private static partial void LogPulledBack(ILogger logger, string group, string hub, string partition, long checkpoint, long last);
}
