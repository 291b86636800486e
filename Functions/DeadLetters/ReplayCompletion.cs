using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// Completes replays whose events are in the store. When an operation reads a record in the state <see cref="DeadLetterState.Replaying"/>,
/// this class changes the state to <see cref="DeadLetterState.Replayed"/>.
/// </summary>
public sealed class ReplayCompletion(DeadLetterRepository records, StoredEvents stored, ILogger<ReplayCompletion> logger)
{
    /// <summary>
    /// Returns the records with updated states, in the same order. While the store is unavailable, records with pending replays are
    /// returned unchanged.
    /// </summary>
    internal async Task<IReadOnlyList<DeadLetterRecord>> CompleteAsync(
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

        var completed = deadLetters.ToArray();
        for (var i = 0; i < completed.Length; i++)
        {
            if (IsPending(completed[i]) && found.IsSupersetOf(completed[i].ReplayedEventIds))
                completed[i] = await MarkAsync(completed[i], cancellationToken);
        }

        return completed;
    }

    /// <inheritdoc cref="CompleteAsync(IReadOnlyList{DeadLetterRecord}, CancellationToken)"/>
    internal async Task<DeadLetterRecord> CompleteAsync(DeadLetterRecord deadLetter, CancellationToken cancellationToken) =>
        (await CompleteAsync([deadLetter], cancellationToken))[0];

    private static bool IsPending(DeadLetterRecord deadLetter) =>
        deadLetter is { State: DeadLetterState.Replaying, ReplayedEventIds.Count: > 0 };

    /// <summary>Marks the record as replayed unless it was changed in the meantime.</summary>
    private async Task<DeadLetterRecord> MarkAsync(DeadLetterRecord deadLetter, CancellationToken cancellationToken)
    {
        // Reads the record again because a record from a list has no ETag, which updates require.
        while (await records.FindAsync(deadLetter.Key, cancellationToken) is { } current)
        {
            if (!IsPending(current) || current.ReplayId != deadLetter.ReplayId)
                return current;

            var replayed = current.InState(DeadLetterState.Replayed);
            if (await records.TryUpdateAsync(replayed, cancellationToken))
            {
                logger.ReplayStored(current.ReplayId ?? "", current.Key.Id);

                // Does not return the record that was read again, because it contains the body, which lists omit.
                return deadLetter.InState(DeadLetterState.Replayed);
            }
        }

        return deadLetter;
    }
}
