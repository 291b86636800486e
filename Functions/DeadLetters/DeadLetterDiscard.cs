using LatamFunctions.Http;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.DeadLetters;

/// <summary>Marks dead letters as not needed. Their bodies are retained.</summary>
public sealed class DeadLetterDiscard(
    DeadLetterRepository records, ReplayCompletion completion, TimeProvider time, ILogger<DeadLetterDiscard> logger)
{
    internal static readonly QueryParameter<string?> By =
        QueryParameter.Text("by", "The person who discards the dead letter.", 100) with { IsRequired = true, Example = "Ana" };

    internal static readonly QueryParameter<string?> Note =
        QueryParameter.Text("note", "The reason for discarding.", 1000) with { IsRequired = true, Example = "test event of the publisher" };

    /// <param name="key">The key of the dead letter.</param>
    /// <param name="by">The person who discards the dead letter.</param>
    /// <param name="note">The reason for discarding the dead letter.</param>
    /// <param name="isDryRun">Whether to determine the outcome without changing the dead letter.</param>
    /// <returns>The outcome and the resulting record; <c>null</c> if the dead letter does not exist.</returns>
    internal async Task<(DiscardOutcome Outcome, DeadLetterRecord Record)?> DiscardAsync(
        DeadLetterKey key, string by, string note, bool isDryRun, CancellationToken cancellationToken)
    {
        while (await records.FindAsync(key, cancellationToken) is { } found)
        {
            var record = await completion.CompleteAsync(found, cancellationToken);
            switch (record.State)
            {
                case DeadLetterState.Discarded:
                    return (DiscardOutcome.DiscardedEarlier, record);
                case DeadLetterState.Replayed:
                    return (DiscardOutcome.Replayed, record);
            }

            if (isDryRun)
                return (DiscardOutcome.Discarded, record);

            var discarded = record.Discarded(time.GetUtcNow(), by, note);
            if (await records.TryUpdateAsync(discarded, cancellationToken))
            {
                logger.DeadLetterDiscarded(key.Id);
                return (DiscardOutcome.Discarded, discarded);
            }
        }

        return null;
    }
}
