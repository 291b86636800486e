using System.Text.Json;
using LocalEventHubs.Hubs;
using LocalEventHubs.Storage;
using LocalStack.Kusto;
using Microsoft.Extensions.Logging;

namespace LocalStack.EventHubs;

/// <summary>
/// Moves checkpoints back to the events that Kusto has. When the newest part of Kusto's files is lost, as after a power failure, the
/// checkpoints are past rows that no longer exist; the event hub still has their events. The rows of a partition are committed in the order
/// of its stream, so those that are lost are its last ones.
/// </summary>
/// <param name="hub">The event hub.</param>
/// <param name="group">The consumer group of the ingesting function, which must not run yet.</param>
/// <param name="kusto">The database with the stored events.</param>
/// <param name="deadLettered">
/// Returns the messages of a partition, after a first and up to a last sequence number, that have only dead letters.
/// </param>
/// <param name="logger">Receives a warning for each checkpoint that is moved.</param>
internal sealed partial class CheckpointRecovery(
    EventHub hub,
    ConsumerGroup group,
    KustoRestClient kusto,
    Func<string, long, long, CancellationToken, Task<IReadOnlySet<long>>> deadLettered,
    ILogger<CheckpointRecovery> logger)
{
    private const int MaxBatch = 1000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        const string query = "FlightEvents | summarize max(SequenceNumber) by PartitionId";
        var rows = await kusto.QueryAsync(query, cancellationToken).ConfigureAwait(false);
        var stored = rows
            .Where(row => row[1].ValueKind == JsonValueKind.Number)
            .ToDictionary(row => row[0].GetString()!, row => row[1].GetInt64());
        foreach (var partition in hub.Partitions)
        {
            var last = stored.TryGetValue(partition.Id, out var sequenceNumber) ? sequenceNumber : (long?)null;
            await RecoverAsync(partition, last, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <param name="stored">The last sequence number that Kusto has of the partition.</param>
    private async Task RecoverAsync(Partition partition, long? stored, CancellationToken cancellationToken)
    {
        if (group.GetCheckpoint(partition.Id) is not { } checkpoint)
            return;
        var after = Math.Max(stored ?? -1, partition.FirstSequenceNumber - 1);
        if (await AreDeadLetteredAsync(partition, after, checkpoint.SequenceNumber, cancellationToken).ConfigureAwait(false))
            return;

        // Some events of the last message in Kusto may be lost, too.
        var next = Math.Max(after, partition.FirstSequenceNumber);
        LogMovedBack(logger, hub.Name, partition.Id, checkpoint.SequenceNumber, stored, next);
        var offset = await OffsetBeforeAsync(partition, next, cancellationToken).ConfigureAwait(false);
        await group.UpdateCheckpointAsync(partition.Id, new Checkpoint(offset, next - 1), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether Kusto lacks the messages because each of them consists of dead letters.</summary>
    private async Task<bool> AreDeadLetteredAsync(Partition partition, long after, long last, CancellationToken cancellationToken)
    {
        if (after >= last)
            return true;

        var messages = await deadLettered(partition.Id, after, last, cancellationToken).ConfigureAwait(false);
        while (after < last)
        {
            var count = (int)Math.Min(MaxBatch, last - after);
            var events = await partition.ReadAsync(after + 1, count, cancellationToken).ConfigureAwait(false);
            if (events.Any(one => !messages.Contains(one.SequenceNumber)))
                return false;
            after = events[^1].SequenceNumber;
        }

        return true;
    }

    private static async Task<string> OffsetBeforeAsync(Partition partition, long next, CancellationToken cancellationToken)
    {
        if (next <= partition.FirstSequenceNumber)
            return "-1";
        var events = await partition.ReadAsync(next - 1, 1, cancellationToken).ConfigureAwait(false);
        return events[0].Offset;
    }

    [LoggerMessage(LogLevel.Warning,
        "Kusto lacks events of {Hub}, partition {Partition}: the checkpoint is at sequence number {Checkpoint}, the last stored one is "
        + "{Stored}. Events are delivered again from {Next} on; no event is visible twice.")]
    private static partial void LogMovedBack(ILogger logger, string hub, string partition, long checkpoint, long? stored, long next);
}
