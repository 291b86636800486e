using System.Text.Json;
using LatamFunctions.Events;
using LatamFunctions.Publishing;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// Pure functions that read a dead letter's body and return the valid events to publish and the events that are still invalid.
/// </summary>
internal static class ReplayContent
{
    /// <summary>Reads the events in <paramref name="body"/>, which is the record's body or a corrected body.</summary>
    /// <returns>The number of valid and invalid events.</returns>
    public static int Read(
        ReadOnlyMemory<byte> body, DeadLetterRecord record, bool isWholeMessage, MessageLimits limits, DateTimeOffset now,
        EventCollector events)
    {
        // A whole message is decoded as during ingestion. A single event was decompressed during ingestion, so the message's properties do
        // not apply.
        var (decoded, error) = isWholeMessage
            ? MessageBody.Decode(body, record.ContentType, AllPropertiesOf(record), limits.MaxMessageBytes)
            : MessageBody.Decompress(body, MessageBody.EncodingOf(body.Span, declaredEncoding: null), limits.MaxMessageBytes);
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
    /// Returns the valid events as messages with the original message's properties, except properties that describe compression, because
    /// the events are published uncompressed. An event from a binary CloudEvent is published inside its envelope.
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

    /// <summary>Returns dead letters for the invalid events in a whole message, in the form in which ingestion stores them.</summary>
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
    /// Returns the position of the dead letter's events, so that an event without an id gets the same assigned id as during ingestion. A
    /// corrected body counts as the same event.
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
            return []; // The stored text was truncated.
        }
    }
}
