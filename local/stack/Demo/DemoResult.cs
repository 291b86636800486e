namespace LocalStack.Demo;

/// <summary>The result of a demo, counted through the endpoints of clients.</summary>
/// <param name="Published">Events whose send was acknowledged.</param>
/// <param name="StoredRows">Their rows; more than <paramref name="StoredEvents"/> if events were delivered again.</param>
/// <param name="StoredEvents">Distinct events among these rows.</param>
/// <param name="DeadLettered">Events of the run that are in the dead-letter table.</param>
/// <param name="Flights">In the view of latest states, those of this run and of others.</param>
/// <param name="PublishTime">From the first send to the last acknowledgement.</param>
/// <param name="EndToEndTime">From the first send until the function was done with the last event.</param>
/// <param name="ViewTime">From then until a query over the view of flights saw all of them.</param>
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
