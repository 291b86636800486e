using System.Collections.Immutable;
using System.Text;
using LatamFunctions.Events;

namespace LatamFunctions.Publishing;

/// <summary>One valid event that is sent to the Event Hub.</summary>
/// <param name="EventId">The publisher's id, or the assigned one.</param>
/// <param name="FlightId">The partition key: events of a flight stay in order.</param>
/// <param name="Body">The body as received, with the assigned id.</param>
internal sealed record FlightEventMessage(string EventId, string FlightId, ReadOnlyMemory<byte> Body)
{
    /// <summary>The publisher's name for itself; with the id it identifies the event. Empty if the event has none.</summary>
    public string Source { get; init; } = "";

    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string> Properties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The flight that the event states; the default for an event that is published again.</summary>
    public FlightIdentity Flight { get; init; }

    /// <summary>UTC; the default if the event does not state it.</summary>
    public DateTime ScheduledDeparture { get; init; }

    public static FlightEventMessage From(in ValidEvent valid)
    {
        var eventId = valid.EventId();
        return new FlightEventMessage(eventId, valid.FlightId(), valid.HasAssignedId ? WithId(valid.Body.Span, eventId) : valid.Body)
        {
            Source = valid.Text(FlightEventField.Source),
            Flight = valid.Values.Flight,
            ScheduledDeparture = valid.Values.ScheduledDeparture,
        };
    }

    /// <summary>Assigned ids need no escaping, and the event is an object that has properties.</summary>
    private static byte[] WithId(ReadOnlySpan<byte> body, string eventId) =>
        [.. "{\"eventId\":\""u8, .. Encoding.UTF8.GetBytes(eventId), .. "\","u8, .. body[1..]];
}
