using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// Marks replays whose events have arrived in the store: <see cref="DeadLetterState.Replaying"/> becomes
/// <see cref="DeadLetterState.Replayed"/> when the record is read next, by any operation.
/// </summary>
public sealed class ReplaySettlement(DeadLetterRecords records, StoredEvents stored, ILogger<ReplaySettlement> logger)
{
    /// <summary>The current records, in the same order. While the store is unavailable, replays remain unchanged.</summary>
    internal async Task<IReadOnlyList<DeadLetterRecord>> SettleAsync(
        IReadOnlyList<DeadLetterRecord> deadLetters, CancellationToken cancellationToken)
    {
        var replaying = deadLetters.Where(IsPending).ToList();
        if (replaying.Count == 0)
            return deadLetters;

        IReadOnlySet<string> found;
        try
        {
            found = await stored.FindAsync(replaying.SelectMany(deadLetter => deadLetter.ReplayedEventIds), cancellationToken);
        }
        catch (Exception e) when (KustoFailures.IsTransient(KustoFailures.Classify(e, cancellationToken)))
        {
            logger.ReplaysNotSettled(e, replaying.Count);
            return deadLetters;
        }

        var settled = deadLetters.ToArray();
        for (var i = 0; i < settled.Length; i++)
        {
            if (IsPending(settled[i]) && found.IsSupersetOf(settled[i].ReplayedEventIds))
                settled[i] = await MarkAsync(settled[i], cancellationToken);
        }

        return settled;
    }

    /// <inheritdoc cref="SettleAsync(IReadOnlyList{DeadLetterRecord}, CancellationToken)"/>
    internal async Task<DeadLetterRecord> SettleAsync(DeadLetterRecord deadLetter, CancellationToken cancellationToken) =>
        (await SettleAsync([deadLetter], cancellationToken))[0];

    private static bool IsPending(DeadLetterRecord deadLetter) =>
        deadLetter is { State: DeadLetterState.Replaying, ReplayedEventIds.Count: > 0 };

    /// <summary>Marks the record unless it has been changed in the meantime.</summary>
    private async Task<DeadLetterRecord> MarkAsync(DeadLetterRecord deadLetter, CancellationToken cancellationToken)
    {
        // A record of a list has no ETag, against which changes are made.
        while (await records.FindAsync(deadLetter.Key, cancellationToken) is { } current)
        {
            if (!IsPending(current) || current.ReplayId != deadLetter.ReplayId)
                return current;

            var replayed = current.InState(DeadLetterState.Replayed);
            if (await records.TryUpdateAsync(replayed, cancellationToken))
            {
                logger.ReplayStored(current.ReplayId ?? "", current.Key.Id);

                // Not the record that was read again: it has the body, which a list does not keep.
                return deadLetter.InState(DeadLetterState.Replayed);
            }
        }

        return deadLetter;
    }
}
