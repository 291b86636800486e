using LocalEventHubs.Errors;
using LocalEventHubs.Storage;

namespace LocalEventHubs.Hubs;

/// <summary>A consumer group of a hub, with its own position in each partition.</summary>
public sealed class ConsumerGroup
{
    public const string Default = "$Default";

    private readonly IReadOnlyDictionary<string, CheckpointFile> _checkpoints;
    private readonly string _hub;

    internal ConsumerGroup(string hub, string name, IReadOnlyDictionary<string, CheckpointFile> checkpoints)
    {
        _hub = hub;
        Name = name;
        _checkpoints = checkpoints;
    }

    public string Name { get; }

    /// <summary>
    /// Returns the group's checkpoint for a partition, or <c>null</c> if the group has not stored a checkpoint and therefore reads from the
    /// start.
    /// </summary>
    /// <exception cref="EventHubsException">The partition does not exist.</exception>
    public Checkpoint? GetCheckpoint(string partitionId) => Find(partitionId).Value;

    /// <summary>Returns the number of events in <paramref name="partition"/> after the group's checkpoint.</summary>
    public long EventsWaiting(Partition partition) =>
        partition.LastSequenceNumber - (GetCheckpoint(partition.Id)?.SequenceNumber ?? partition.FirstSequenceNumber - 1);

    /// <summary>
    /// Stores a checkpoint atomically. The checkpoint is on disk when the task completes. To read events again, specify a checkpoint before
    /// the current checkpoint.
    /// </summary>
    /// <exception cref="EventHubsException">The partition does not exist.</exception>
    /// <exception cref="IOException">The disk failed, and the old checkpoint is unchanged.</exception>
    public ValueTask UpdateCheckpointAsync(string partitionId, Checkpoint checkpoint, CancellationToken cancellationToken = default)
    {
        var file = Find(partitionId);
        return new ValueTask(Task.Run(() => file.Write(checkpoint), cancellationToken));
    }

    private CheckpointFile Find(string partitionId) =>
        _checkpoints.GetValueOrDefault(partitionId)
        ?? throw new EventHubsException(
            EventHubsErrorReason.PartitionNotFound,
            $"The event hub '{_hub}' has no partition '{partitionId}'. The id must be between 0 and {_checkpoints.Count - 1}.");
}
