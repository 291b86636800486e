namespace LatamFunctions.Events;

/// <summary>What checking an event found out and encoding it needs again: its times in UTC. Absent times are null.</summary>
internal struct CheckedEvent
{
    public DateTime OccurredAt;
    public DateTime ScheduledDeparture;
    public DateTime? ScheduledArrival;
    public DateTime? EstimatedDeparture;
    public DateTime? EstimatedArrival;
    public DateTime? ActualDeparture;
    public DateTime? ActualArrival;
}
