using System.Collections.Immutable;
using System.Text;
using LatamFunctions.Events;

namespace LatamFunctions.Publishing;

/// <summary>A valid event to send to the event hub.</summary>
/// <param name="EventId">The publisher's event id or the assigned event id.</param>
/// <param name="FlightId">The flight id, which is the partition key, so that the events of a flight remain in order.</param>
/// <param name="Body">The body as received. If the event has no id, the assigned id is added.</param>
internal sealed record FlightEventMessage(string EventId, string FlightId, ReadOnlyMemory<byte> Body)
{
    /// <summary>The source of the event; empty if the event has no source. The source and the id identify the event.</summary>
    public string Source { get; init; } = "";

    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string> Properties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The identity of the flight in the event; the default value for an event that is published again.</summary>
    public FlightIdentity Flight { get; init; }

    /// <summary>The scheduled departure in UTC; the default value if the event omits the departure time.</summary>
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

    /// <summary>Inserts the assigned id. The id requires no escaping, and a valid event always has other properties.</summary>
    private static byte[] WithId(ReadOnlySpan<byte> body, string eventId) =>
        [.. "{\"eventId\":\""u8, .. Encoding.UTF8.GetBytes(eventId), .. "\","u8, .. body[1..]];
}
