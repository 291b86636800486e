using System.Text.Json;
using LatamFunctions.Events;
using LatamFunctions.Publishing;

namespace LatamFunctions.DeadLetters;

/// <summary>The content of a dead letter's body: events to publish, and those that are still invalid. Pure functions.</summary>
internal static class ReplayContent
{
    /// <summary>Reads the events of <paramref name="body"/>: that of the record, or a corrected one.</summary>
    /// <returns>The number of events, valid and invalid.</returns>
    public static int Read(
        ReadOnlyMemory<byte> body, DeadLetterRecord record, bool isWholeMessage, MessageLimits limits, DateTimeOffset now,
        EventCollector events)
    {
        // A whole message is read as it was at ingestion. A single event was decompressed then, so the message's properties do not apply.
        var (decoded, error) = isWholeMessage
            ? MessageBody.Decode(body, record.ContentType, AllPropertiesOf(record), limits.MaxMessageBytes)
            : MessageBody.Decompress(body, MessageBody.EncodingOf(body.Span, stated: null), limits.MaxMessageBytes);
        if (error is not null)
        {
            events.Rejected.Add(new RejectedEvent(0, 0, body, IngestStage.Decoded, [error]) { IsWholeMessage = true });
            return 1;
        }

        using var reader = new FlightEventReader(limits);
        var position = PositionOf(record);
        return reader.Read(decoded, 0, in position, now, events);
    }

    /// <summary>
    /// Each valid event with the message's properties, except those that describe the compression of the message: events are published
    /// bare, a binary CloudEvent inside its envelope.
    /// </summary>
    public static IReadOnlyList<FlightEventMessage> MessagesOf(FlightEventMessages events, DeadLetterRecord record)
    {
        var properties = AllPropertiesOf(record)
            .Where(property => !MessageBody.IsEncodingProperty(property.Key))
            .ToDictionary(property => property.Key, property => (string)property.Value);
        return
        [
            .. events.Valid.Select(message => message with
            {
                ContentType = record.ContentType.Length > 0 ? record.ContentType : null,
                Properties = properties,
            }),
        ];
    }

    /// <summary>
    /// The dead letters of the events of a whole message that are invalid themselves, as ingestion would have stored them.
    /// </summary>
    public static IReadOnlyList<DeadLetter> RejectedOf(EventCollector events, DeadLetterRecord record, DateTimeOffset now)
    {
        var properties = MessageProperties.From(record);
        return
        [
            .. events.Rejected.Select(rejected => new DeadLetter(
                PositionOf(record),
                rejected.EventIndex,
                rejected.Stage,
                rejected.Errors,
                record.Attempts,
                rejected.Schema,
                record.ContentType,
                properties,
                rejected.Body,
                now)
            {
                Source = DeadLetterSource.Find(rejected.Body, properties),
                IsPartOfReplay = true,
            }),
        ];
    }

    /// <summary>
    /// The position of the dead letter's events, so that one without an id gets its original assigned id. A corrected body is the same
    /// event.
    /// </summary>
    private static StreamPosition PositionOf(DeadLetterRecord record) =>
        new(record.PartitionId, record.Offset, record.SequenceNumber, record.EnqueuedAt)
        {
            FirstEventIndex = record.EventIndex,
            EventIdPrefix = record.SequenceNumber is null ? record.Key.RowKey : null,
        };

    private static Dictionary<string, object> AllPropertiesOf(DeadLetterRecord record)
    {
        try
        {
            return (JsonSerializer.Deserialize<Dictionary<string, string?>>(record.Properties) ?? [])
                .ToDictionary(property => property.Key, property => (object)(property.Value ?? ""));
        }
        catch (JsonException)
        {
            return []; // too many to be stored whole
        }
    }
}
