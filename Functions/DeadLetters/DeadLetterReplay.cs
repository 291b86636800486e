using LatamFunctions.Events;
using LatamFunctions.Http;
using LatamFunctions.Publishing;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// Publishes dead letters again. To avoid losing events, a replay first marks the record as <see cref="DeadLetterState.Replaying"/>, then
/// sends the events, and marks the record as <see cref="DeadLetterState.Replayed"/> only when the events are in the store. If the event hub
/// does not acknowledge the events, the record becomes open again. After a crash, the record can be replayed again after
/// <see cref="RetryAfter"/>. Events that were published in spite of an error have the same ids when they are published again, and views
/// contain each event once. An update to a record requires an unchanged ETag, so only one of two concurrent replays publishes.
/// </summary>
public sealed class DeadLetterReplay(
    DeadLetterRepository records,
    DeadLetterStore deadLetterStore,
    RequestBodies bodies,
    ReplayCompletion completion,
    FlightEventPublisher publisher,
    IOptions<MessageLimits> limits,
    TimeProvider time,
    ILogger<DeadLetterReplay> logger)
{
    /// <summary>
    /// The time within which replayed events are expected to reach the store. A replay request after this time publishes all events again,
    /// unless all events are in the store.
    /// </summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(2);

    /// <summary>The maximum number of events in a corrected body. For a stored body, the limit for messages applies.</summary>
    public const int MaxCorrectedEvents = 100;

    /// <summary>
    /// The maximum number of event ids that a record stores for a replay, so that the ids fit into a table property. If a replay publishes
    /// more events, the record stores a sample of the ids after the event hub has acknowledged all events. Acknowledged events cannot be
    /// lost, so the sample suffices to detect that they are in the store.
    /// </summary>
    public const int MaxStoredIds = 100;

    /// <summary>
    /// The maximum number of characters in the ids and their separators. A table property is limited to 32 Ki characters.
    /// </summary>
    private const int MaxStoredCharacters = 31_000;

    /// <summary>Replays the record with the key <paramref name="key"/>.</summary>
    /// <param name="corrected">The body to publish instead of the stored body.</param>
    /// <param name="isDryRun">Whether to check the events without publishing or writing anything.</param>
    /// <returns>The outcome; <c>null</c> if the record does not exist.</returns>
    internal async Task<ReplayOutcome?> ReplayAsync(
        DeadLetterKey key, ReadOnlyMemory<byte>? corrected, bool isDryRun, CancellationToken cancellationToken)
    {
        while (await records.FindAsync(key, cancellationToken) is { } record)
        {
            // A null outcome means that the record was changed concurrently. Its new state determines the next step.
            if (await TryReplayAsync(record, corrected, isDryRun, cancellationToken) is { } outcome)
                return outcome;
        }

        return null;
    }

    private async Task<ReplayOutcome?> TryReplayAsync(
        DeadLetterRecord found, ReadOnlyMemory<byte>? corrected, bool isDryRun, CancellationToken cancellationToken)
    {
        var record = await completion.CompleteAsync(found, cancellationToken);
        switch (record.State)
        {
            case DeadLetterState.Discarded:
                return Reject(record, ErrorCodes.DeadLetterDiscarded, "The dead letter was discarded.");
            case DeadLetterState.Replayed:
                return new ReplayOutcome(record, 0);
            // Uses the absolute duration so that the wait is not extended if the clock was set back.
            case DeadLetterState.Replaying when (time.GetUtcNow() - record.ReplayedAt)?.Duration() < RetryAfter:
                return new ReplayOutcome(record, 0);
        }

        var events = new FlightEventMessages();
        using var memory = bodies.OpenMemory();
        var now = time.GetUtcNow();
        if (await ReadAsync(record, corrected, memory, now, events, cancellationToken) is not { } count)
            return new ReplayOutcome(record, 0, RequestBodies.NoMemory());

        if (ProblemOf(events, count, record, isCorrected: corrected is not null) is { } problem)
            return new ReplayOutcome(record, 0, problem);
        if (isDryRun)
            return new ReplayOutcome(record, events.Count);

        var messages = ReplayContent.MessagesOf(events, record);
        await DeadLetterRejectedAsync(events, record, now, cancellationToken);
        var replayId = Guid.NewGuid().ToString();
        var replaying = record.Replaying(replayId, now, FitIntoRecord(messages) ? messages.Select(KeyOf) : []);
        if (!await records.TryUpdateAsync(replaying, cancellationToken))
            return null;

        if ((await publisher.PublishAsync(messages, cancellationToken)).Count > 0)
        {
            await MarkAsync(replaying, marked => marked.InState(DeadLetterState.Open), cancellationToken);
            return new ReplayOutcome(
                record, 0, PublishResult.Unavailable("The event hub did not accept the events; the dead letter remains open."));
        }

        if (!FitIntoRecord(messages))
        {
            replaying = replaying.WithReplayed(SampleOf(messages));
            await MarkAsync(replaying, marked => marked.WithReplayed(replaying.ReplayedEventIds), cancellationToken);
        }

        logger.DeadLetterReplayed(replayId, record.Key.Id, messages.Count);
        return new ReplayOutcome(replaying, messages.Count);
    }

    /// <returns>The number of valid and invalid events; <c>null</c> if there is not enough memory for the body.</returns>
    private async Task<int?> ReadAsync(
        DeadLetterRecord record,
        ReadOnlyMemory<byte>? corrected,
        RequestMemory.Share memory,
        DateTimeOffset now,
        FlightEventMessages events,
        CancellationToken cancellationToken)
    {
        if (corrected is { } correctedBody)
        {
            return ReplayContent.Read(
                correctedBody, record, isWholeMessage: false,
                limits.Value with { MaxMessageEvents = MaxCorrectedEvents, MaxMessageErrors = int.MaxValue }, now, events);
        }

        if (!memory.TryReserve(record.BodyLength))
            return null;
        var body = await records.ReadBodyAsync(record, cancellationToken);
        var decompressedLength = Math.Min(
            MessageBody.DecompressedLength(body, MessageBody.EncodingOf(body, declaredEncoding: null)), limits.Value.MaxMessageBytes);
        return decompressedLength > body.Length && !memory.TryReserve(decompressedLength - body.Length)
            ? null
            : await bodies.RunAsync(
                decompressedLength,
                () => ReplayContent.Read(body, record, record.IsWholeMessage, limits.Value, now, events),
                cancellationToken);
    }

    /// <summary>
    /// Stores the invalid events of a whole message before its valid events are published. Afterwards, each event of the message is either
    /// published or a dead letter. The operation is idempotent because the keys do not change.
    /// </summary>
    private async Task DeadLetterRejectedAsync(
        FlightEventMessages events, DeadLetterRecord record, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (events.Rejected.Count == 0)
            return;

        var rejected = ReplayContent.RejectedOf(events, record, now);
        await deadLetterStore.AddAsync(rejected, cancellationToken);
        foreach (var deadLetter in rejected)
        {
            var reasons = string.Join(", ", deadLetter.Reasons);
            logger.DeadLettered(
                DeadLetterKey.From(deadLetter).Id,
                deadLetter.Source,
                deadLetter.EventIndex,
                record.PartitionId,
                record.SequenceNumber,
                deadLetter.Stage,
                reasons);
        }
    }

    /// <summary>Changes the record if it still belongs to this replay. The state of a later replay is not overwritten.</summary>
    private async Task MarkAsync(
        DeadLetterRecord replaying, Func<DeadLetterRecord, DeadLetterRecord> change, CancellationToken cancellationToken)
    {
        while (await records.FindAsync(replaying.Key, cancellationToken) is { } marked && marked.ReplayId == replaying.ReplayId)
        {
            if (await records.TryUpdateAsync(change(marked), cancellationToken))
                return;
        }
    }

    /// <summary>Returns the first key, the last key, and keys at equal distances between them.</summary>
    private static string[] SampleOf(IReadOnlyList<FlightEventMessage> messages) =>
        SampleOf(messages, Math.Clamp(MaxStoredCharacters / (messages.Max(message => KeyOf(message).Length) + 1), 2, MaxStoredIds));

    private static string[] SampleOf(IReadOnlyList<FlightEventMessage> messages, int count) =>
        [.. Enumerable.Range(0, count).Select(i => messages[(int)((long)i * (messages.Count - 1) / (count - 1))]).Select(KeyOf).Distinct()];

    private static bool FitIntoRecord(IReadOnlyList<FlightEventMessage> messages) =>
        messages.Count <= MaxStoredIds && messages.Sum(message => KeyOf(message).Length + 1) <= MaxStoredCharacters;

    private static string KeyOf(FlightEventMessage message) => StoredEvents.KeyOf(message.EventId, message.Source);

    private static Problem? ProblemOf(FlightEventMessages events, int count, DeadLetterRecord record, bool isCorrected)
    {
        if (isCorrected && count > MaxCorrectedEvents)
        {
            return new Problem(
                ErrorCodes.TooManyEvents,
                $"{count} events; the maximum for a corrected body is {MaxCorrectedEvents}. "
                + "Publish them with POST /events instead, and discard the dead letter.");
        }

        if (count == 0)
            return new Problem(ErrorCodes.NoEvents, "There are no events to publish.");

        if (events.Rejected.Count == 0)
            return null;

        // The valid events of a whole message are published; each invalid event becomes a separate dead letter, as during ingestion.
        if (record.IsWholeMessage && !isCorrected && events.Count > 0 && !events.Rejected.Exists(rejected => rejected.IsWholeMessage))
            return null;

        var errors = EventChecks.ErrorsOf(events);
        return isCorrected
            ? new Problem(ErrorCodes.InvalidEvents, "The corrected body is invalid; nothing was published.")
            {
                Errors = errors,
            }
            : new Problem(
                ErrorCodes.StillFaulty,
                "The stored body still fails current validation; nothing was published. Send a corrected body with the request.")
            {
                Errors = errors,
            };
    }

    private static ReplayOutcome Reject(DeadLetterRecord record, ErrorCode code, string detail) =>
        new(record, 0, new Problem(code, detail));
}
