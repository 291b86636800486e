using System.Text;
using LatamFunctions.Http;
using LatamFunctions.Ingestion;
using LatamFunctions.Publishing;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// Publishes dead letters again. The order loses nothing: first the record is marked <see cref="DeadLetterState.Replaying"/>, then
/// the Functions host publishes what the function returned, and only once the events are seen in the store does the record become
/// <see cref="DeadLetterState.Replayed"/>. A crash between marking and publishing leaves a record that can be replayed again after
/// <see cref="RetryAfter"/>; if the events had gone out all the same, they have the ids that they had, and the view shows an event
/// once by its id. Marks are made against the record's ETag, so of two replays at the same time one publishes.
/// </summary>
/// <remarks>
/// Output bindings of the isolated worker carry bodies, not content types or properties. Ingestion needs of those only the content
/// encoding, so that is taken off here and each event goes out bare, by itself.
/// </remarks>
public sealed class DeadLetterReplay(
    DeadLetterRecords records, StoredEvents stored, TimeProvider time, ILogger<DeadLetterReplay> logger)
{
    /// <summary>How long a replay may take to reach the store before asking again publishes again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(2);

    /// <summary>Events of one letter; only a message that could not be taken apart has more than one.</summary>
    public const int MaxEvents = 100;

    private const int MaxErrors = 100;

    /// <summary>Replays the record under <paramref name="key"/>.</summary>
    /// <param name="corrected">What to publish in place of the kept body.</param>
    /// <returns>What to publish and answer, or null when there is no such record.</returns>
    internal async Task<ReplayOutcome?> ReplayAsync(DeadLetterKey key, ReadOnlyMemory<byte>? corrected, CancellationToken cancellationToken)
    {
        while (await records.FindAsync(key, cancellationToken) is { } record)
        {
            // Null: someone else changed the record meanwhile, and what is to be done depends on what it says now.
            if (await TryReplayAsync(record, corrected, cancellationToken) is { } outcome)
                return outcome;
        }

        return null;
    }

    private async Task<ReplayOutcome?> TryReplayAsync(
        DeadLetterRecord record, ReadOnlyMemory<byte>? corrected, CancellationToken cancellationToken)
    {
        switch (record.State)
        {
            case DeadLetterState.Discarded:
                return Refuse(record, StatusCodes.Status409Conflict, ErrorCodes.DeadLetterDiscarded, "The dead letter was discarded.");
            case DeadLetterState.Replayed:
                return new ReplayOutcome(record, []);
            case DeadLetterState.Replaying when await stored.ContainAsync(record.ReplayedEventIds, cancellationToken):
                var arrived = record with { State = DeadLetterState.Replayed };
                return await records.TryUpdateAsync(arrived, cancellationToken) ? new ReplayOutcome(arrived, []) : null;
            case DeadLetterState.Replaying when time.GetUtcNow() - record.ReplayedAt < RetryAfter:
                return new ReplayOutcome(record, []);
        }

        var body = corrected ?? Unpacked(await records.ReadBodyAsync(record.Key, cancellationToken));
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var now = time.GetUtcNow();
        var count = reader.Read(body, 0, new StreamPosition("", null, null, now), now, batch);
        if (ProblemOf(batch, count, isCorrected: corrected is not null) is { } problem)
            return new ReplayOutcome(record, [], problem);

        var replaying = record with
        {
            State = DeadLetterState.Replaying,
            ReplayId = Guid.NewGuid().ToString(),
            ReplayedAt = now,
            ReplayedEventIds = [.. AcceptedEvents.Of(batch).EventIds],
        };
        if (!await records.TryUpdateAsync(replaying, cancellationToken))
            return null;

        logger.DeadLetterReplayed(replaying.ReplayId, record.Key.Id, count);
        return new ReplayOutcome(replaying, Messages(batch));
    }

    /// <summary>
    /// A letter of a whole message may be as packed as the message was; one of a single event never is, whatever the message's
    /// properties say. No JSON text begins like gzip (RFC 1952 §2.3.1).
    /// </summary>
    private static ReadOnlyMemory<byte> Unpacked(byte[] body) =>
        body.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) && MessageBody.TryUnpack(body, "gzip", out var unpacked, out _) ? unpacked : body;

    private static Problem? ProblemOf(FlightEventBatch batch, int count, bool isCorrected)
    {
        if (count > MaxEvents)
        {
            return new Problem(
                StatusCodes.Status413RequestEntityTooLarge,
                ErrorCodes.TooManyEvents,
                $"{count} events; a replay may have {MaxEvents}. Publish them with POST /events instead, and discard the dead letter.");
        }

        if (count == 0)
            return new Problem(StatusCodes.Status400BadRequest, ErrorCodes.NoEvents, "There are no events to publish.");

        if (batch.Rejected.Count == 0)
            return null;

        ApiError[] errors =
        [
            .. (from rejected in batch.Rejected
                from fault in rejected.Faults
                select new ApiError(fault.Field, fault.Rule.ToString(), fault.Detail, rejected.EventIndex, fault.Value)).Take(MaxErrors),
        ];
        return isCorrected
            ? new Problem(StatusCodes.Status400BadRequest, ErrorCodes.InvalidEvents, "The corrected body is faulty; nothing was published.")
            {
                Errors = errors,
            }
            : new Problem(
                StatusCodes.Status409Conflict,
                ErrorCodes.StillFaulty,
                "By today's rules the kept body is still faulty; nothing was published. Send a corrected body with the request.")
            {
                Errors = errors,
            };
    }

    private static string[] Messages(FlightEventBatch batch)
    {
        var messages = new string[batch.Rows.Length];
        for (var i = 0; i < messages.Length; i++)
            messages[i] = Encoding.UTF8.GetString(batch.Rows[i].Body.Span);
        return messages;
    }

    private static ReplayOutcome Refuse(DeadLetterRecord record, int status, string code, string detail) =>
        new(record, [], new Problem(status, code, detail));
}
