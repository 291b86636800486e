using System.Text.Json;
using LocalEventHubs.Hubs;
using LocalEventHubs.Storage;
using LocalStack.Kusto;
using Microsoft.Extensions.Logging;

namespace LocalStack.EventHubs;

/// <summary>
/// Moves checkpoints back to the position before the last message that Kusto has stored. If Kusto's newest rows are lost, for example after
/// a power failure, checkpoints can be past the lost rows, whose events are still in the event hub. Rows are committed in the order of a
/// partition's stream, so only the last rows of a partition can be lost.
/// </summary>
/// <param name="hub">The event hub.</param>
/// <param name="group">The consumer group of the ingesting function. The function must not run yet.</param>
/// <param name="kusto">The database with the stored events.</param>
/// <param name="deadLettered">
/// A function that returns the sequence numbers, within a range, of the messages whose events are all dead letters.
/// </param>
/// <param name="logger">The logger for a warning about each checkpoint that is moved.</param>
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

    /// <param name="stored">The last sequence number that Kusto has stored for the partition, or <c>null</c> if there is none.</param>
    private async Task RecoverAsync(Partition partition, long? stored, CancellationToken cancellationToken)
    {
        if (group.GetCheckpoint(partition.Id) is not { } checkpoint)
            return;
        var after = Math.Max(stored ?? -1, partition.FirstSequenceNumber - 1);
        if (await AreDeadLetteredAsync(partition, after, checkpoint.SequenceNumber, cancellationToken).ConfigureAwait(false))
            return;

        // Some events of the last message in Kusto can also be lost.
        var next = Math.Max(after, partition.FirstSequenceNumber);
        LogMovedBack(logger, hub.Name, partition.Id, checkpoint.SequenceNumber, stored, next);
        var offset = await OffsetBeforeAsync(partition, next, cancellationToken).ConfigureAwait(false);
        await group.UpdateCheckpointAsync(partition.Id, new Checkpoint(offset, next - 1), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns whether the messages are missing from Kusto only because all of their events are dead letters.</summary>
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
        "Kusto has lost events from {Hub}, partition {Partition}: the checkpoint is at sequence number {Checkpoint}, the last event is "
        + "{Stored}. Events from {Next} are redelivered. No event is visible twice.")]
    private static partial void LogMovedBack(ILogger logger, string hub, string partition, long checkpoint, long? stored, long next);
}
