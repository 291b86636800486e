using System.Text.Json;
using LatamFunctions.Http;
using LatamFunctions.Ingestion;
using LatamFunctions.Publishing;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// Publishes dead letters again. The order loses nothing: first the record is marked <see cref="DeadLetterState.Replaying"/>, then the
/// events are sent, and only once they are seen in the store does the record become <see cref="DeadLetterState.Replayed"/>. When the
/// Event Hub does not take them the record is open again; after a crash in between it can be replayed again after
/// <see cref="RetryAfter"/>. Should the events have gone out all the same, they have the ids that they had, and the view shows an event
/// once by its id. Marks are made against the record's ETag, so of two replays at the same time one publishes.
/// </summary>
public sealed class DeadLetterReplay(
    DeadLetterRecords records, StoredEvents stored, FlightEventPublisher publisher, TimeProvider time, ILogger<DeadLetterReplay> logger)
{
    /// <summary>How long a replay may take to reach the store before asking again publishes again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(2);

    /// <summary>Events of one letter; only a message that could not be taken apart has more than one.</summary>
    public const int MaxEvents = 100;

    /// <summary>Replays the record under <paramref name="key"/>.</summary>
    /// <param name="corrected">What to publish in place of the kept body.</param>
    /// <returns>What became of it, or null when there is no such record.</returns>
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
                return Refuse(record, ErrorCodes.DeadLetterDiscarded, "The dead letter was discarded.");
            case DeadLetterState.Replayed:
                return new ReplayOutcome(record, 0);
            case DeadLetterState.Replaying when await stored.ContainAsync(record.ReplayedEventIds, cancellationToken):
                var arrived = record with { State = DeadLetterState.Replayed };
                return await records.TryUpdateAsync(arrived, cancellationToken) ? new ReplayOutcome(arrived, 0) : null;
            case DeadLetterState.Replaying when time.GetUtcNow() - record.ReplayedAt < RetryAfter:
                return new ReplayOutcome(record, 0);
        }

        var body = corrected ?? Unpacked(await records.ReadBodyAsync(record.Key, cancellationToken));
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var now = time.GetUtcNow();
        var position = PositionOf(record);
        var count = reader.Read(body, 0, in position, now, batch);
        if (ProblemOf(batch, count, isCorrected: corrected is not null) is { } problem)
            return new ReplayOutcome(record, 0, problem);

        var messages = MessagesOf(batch, record);
        var replaying = record with
        {
            State = DeadLetterState.Replaying,
            ReplayId = Guid.NewGuid().ToString(),
            ReplayedAt = now,
            ReplayedEventIds = [.. messages.Select(message => message.EventId)],
        };
        if (!await records.TryUpdateAsync(replaying, cancellationToken))
            return null;

        if ((await publisher.PublishAsync(messages, cancellationToken)).Count > 0)
        {
            // Whoever changed the record meanwhile knows better what it is.
            if (await records.FindAsync(record.Key, cancellationToken) is { } marked && marked.ReplayId == replaying.ReplayId)
                await records.TryUpdateAsync(marked with { State = DeadLetterState.Open }, cancellationToken);
            return new ReplayOutcome(record, 0, PublishResult.Unavailable("The event hub did not take the events; the dead letter stays open."));
        }

        logger.DeadLetterReplayed(replaying.ReplayId, record.Key.Id, count);
        return new ReplayOutcome(replaying, count);
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
                ErrorCodes.TooManyEvents,
                $"{count} events; a replay may have {MaxEvents}. Publish them with POST /events instead, and discard the dead letter.");
        }

        if (count == 0)
            return new Problem(ErrorCodes.NoEvents, "There are no events to publish.");

        if (batch.Rejected.Count == 0)
            return null;

        var errors = EventChecks.ErrorsOf(batch);
        return isCorrected
            ? new Problem(ErrorCodes.InvalidEvents, "The corrected body is faulty; nothing was published.")
            {
                Errors = errors,
            }
            : new Problem(
                ErrorCodes.StillFaulty,
                "By today's rules the kept body is still faulty; nothing was published. Send a corrected body with the request.")
            {
                Errors = errors,
            };
    }

    /// <summary>
    /// Where the letter's events came from, so that one without an id gets the one that it would have had. A corrected body stands for
    /// the same event.
    /// </summary>
    private static StreamPosition PositionOf(DeadLetterRecord record) =>
        new(record.PartitionId, record.Offset, record.SequenceNumber, record.EnqueuedAt)
        {
            FirstEventIndex = record.EventIndex,
            EventIdPrefix = record.SequenceNumber is null ? record.Key.RowKey : null,
        };

    /// <summary>
    /// Each event with the message's properties, but for those that say how the message was packed: events go out bare, a binary
    /// CloudEvent inside its envelope.
    /// </summary>
    private static IReadOnlyList<FlightEventMessage> MessagesOf(FlightEventBatch batch, DeadLetterRecord record)
    {
        var properties = PropertiesOf(record);
        return
        [
            .. FlightEventMessage.AllOf(batch).Select(message => message with
            {
                ContentType = record.ContentType.Length > 0 ? record.ContentType : null,
                Properties = properties,
            }),
        ];
    }

    private static Dictionary<string, string> PropertiesOf(DeadLetterRecord record)
    {
        try
        {
            var properties = JsonSerializer.Deserialize<Dictionary<string, string>>(record.Properties) ?? [];
            return properties.Where(property => !MessageBody.IsPacking(property.Key)).ToDictionary();
        }
        catch (JsonException)
        {
            return []; // too many to be kept whole
        }
    }

    private static ReplayOutcome Refuse(DeadLetterRecord record, ErrorCode code, string detail) =>
        new(record, 0, new Problem(code, detail));
}
