namespace LocalStack.Demo;

/// <summary>The result of a demo, counted through the endpoints of clients.</summary>
/// <param name="Published">Events whose send was acknowledged.</param>
/// <param name="StoredRows">The rows of these events; more than <paramref name="StoredEvents"/> if events were delivered again.</param>
/// <param name="StoredEvents">Distinct events among these rows.</param>
/// <param name="DeadLettered">Events of the run that are in the dead-letter table.</param>
/// <param name="Flights">The flights in the view of latest states, of this run and of others.</param>
/// <param name="PublishTime">The time from the first send to the last acknowledgment.</param>
/// <param name="EndToEndTime">The time from the first send until the function had processed the last event.</param>
/// <param name="ViewTime">The time from then until a query of the view of flights returned all of them.</param>
/// <param name="UnderLoad">Latencies while the demo published as fast as it could.</param>
/// <param name="Idle">Latencies of single events afterwards.</param>
internal sealed record DemoResult(
    long Published,
    long StoredRows,
    long StoredEvents,
    long DeadLettered,
    long Flights,
    TimeSpan PublishTime,
    TimeSpan EndToEndTime,
    TimeSpan ViewTime,
    LatencyStatistics UnderLoad,
    LatencyStatistics Idle)
{
    /// <summary>Acknowledged events that are in neither store.</summary>
    public long Lost => Published - StoredEvents - DeadLettered;
}
