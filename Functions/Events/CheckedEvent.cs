namespace LatamFunctions.Events;

/// <summary>
/// Values that the checks read and the encoder needs: the event's times in UTC and its numbers, null if absent, and the identity of its
/// flight.
/// </summary>
internal struct CheckedEvent
{
    public DateTime OccurredAt;

    /// <summary>The default only for a correction of a flight that its id names.</summary>
    public DateTime ScheduledDeparture;
    public DateTime? ScheduledArrival;
    public DateTime? EstimatedDeparture;
    public DateTime? EstimatedArrival;
    public DateTime? ActualDeparture;
    public DateTime? ActualArrival;
    public int? DelayMinutes;
    public int? DepartureDelayMinutes;
    public int? ArrivalDelayMinutes;
    public FlightIdentity Flight;

    /// <summary>See <see cref="ClearedProperties.Read"/>.</summary>
    public ulong Cleared;
}
