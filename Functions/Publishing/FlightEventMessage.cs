using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LatamFunctions.Events;

namespace LatamFunctions.Publishing;

/// <summary>One valid event that is sent to the Event Hub.</summary>
/// <param name="EventId">The publisher's, or the one assigned to it.</param>
/// <param name="FlightId">The partition key: events of a flight stay in their order.</param>
/// <param name="Body">As received, but with the id that was assigned to it.</param>
internal sealed record FlightEventMessage(string EventId, string FlightId, ReadOnlyMemory<byte> Body)
{
    /// <summary>The publisher's name for itself; with the id it identifies the event. Empty if the event has none.</summary>
    public string Source { get; init; } = "";

    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string> Properties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The good events of <paramref name="batch"/>.</summary>
    public static IReadOnlyList<FlightEventMessage> AllOf(FlightEventBatch batch)
    {
        var messages = new FlightEventMessage[batch.Rows.Length];
        for (var i = 0; i < messages.Length; i++)
            messages[i] = Of(batch, batch.Rows[i]);
        return messages;
    }

    private static FlightEventMessage Of(FlightEventBatch batch, FlightEventRow row)
    {
        var json = new Utf8JsonReader(batch.BytesOf(row));
        var eventId = ValueOf(ref json, "EventId"u8);
        var flightId = ValueOf(ref json, "FlightId"u8);
        return new FlightEventMessage(eventId, flightId, row.HasAssignedId ? WithId(row.Body.Span, eventId) : row.Body)
        {
            Source = SourceOf(ref json),
        };
    }

    /// <summary>The source is before the properties without a column, which may have any names.</summary>
    private static string SourceOf(ref Utf8JsonReader json)
    {
        while (json.Read() && !(json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("Extra"u8)))
        {
            if (json.CurrentDepth == 1 && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("Source"u8))
            {
                json.Read();
                return json.GetString()!;
            }
        }

        return "";
    }

    /// <summary>Assigned ids need no escaping, and the event is an object that has properties.</summary>
    private static byte[] WithId(ReadOnlySpan<byte> body, string eventId) =>
        [.. "{\"eventId\":\""u8, .. Encoding.UTF8.GetBytes(eventId), .. "\","u8, .. body[1..]];

    /// <summary>The next property of that name; rows begin with the event's and the flight's id, in this order.</summary>
    private static string ValueOf(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals(name))
            {
                json.Read();
                return json.GetString()!;
            }
        }

        throw new InvalidOperationException("A row of FlightEvents lacks its ids.");
    }
}
