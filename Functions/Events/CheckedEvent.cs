using System.Runtime.CompilerServices;

namespace LatamFunctions.Events;

/// <summary>The values that the checks parse for the encoder: the times in UTC, the numbers and the flight's identity.</summary>
internal struct CheckedEvent
{
    private Slots _values;

    public DateTime OccurredAt;

    /// <summary>The scheduled departure. The default value occurs only if the event identifies the flight by its id.</summary>
    public DateTime ScheduledDeparture;

    public FlightIdentity Flight;

    /// <summary>The fields that the event clears, as returned by <see cref="ClearedProperties.Read"/>.</summary>
    public ulong Cleared;

    /// <summary>The value of a field: the ticks of a time, or a number. The value is undefined for a field that the event omits.</summary>
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
