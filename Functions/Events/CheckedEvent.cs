using System.Runtime.CompilerServices;

namespace LatamFunctions.Events;

/// <summary>
/// Values that the checks parse for the encoder: the event's times in UTC and its numbers, and the identity of its flight.
/// </summary>
internal struct CheckedEvent
{
    private Slots _values;

    public DateTime OccurredAt;

    /// <summary>The default only for an event of a flight that its id names.</summary>
    public DateTime ScheduledDeparture;

    public FlightIdentity Flight;

    /// <summary>See <see cref="ClearedProperties.Read"/>.</summary>
    public ulong Cleared;

    /// <summary>The ticks of a time, or a number. Meaningless for a field that the event does not state.</summary>
    public long this[FlightEventField field]
    {
        readonly get => _values[(int)field];
        set => _values[(int)field] = value;
    }

    [InlineArray(FlightEventFields.Count)]
    private struct Slots
    {
        private long _first;
    }
}
