namespace LocalStack.Demo;

/// <summary>The result of a demo, measured through the public endpoints.</summary>
/// <param name="Published">The number of acknowledged events.</param>
/// <param name="StoredRows">
/// The number of rows for these events. This number exceeds <paramref name="StoredEvents"/> if events were redelivered.
/// </param>
/// <param name="StoredEvents">The number of distinct events in these rows.</param>
/// <param name="DeadLettered">The number of the run's events in the dead-letter table.</param>
/// <param name="Flights">The total number of flights in the view of latest states, including flights from earlier runs.</param>
/// <param name="PublishTime">The time from the first send to the last acknowledgment.</param>
/// <param name="EndToEndTime">The time from the first send until the function had processed the last event.</param>
/// <param name="ViewTime">The time from the end of <paramref name="EndToEndTime"/> until a query of the view included all events.</param>
/// <param name="UnderLoad">The latencies while the demo published at full speed.</param>
/// <param name="Idle">The latencies of single events that were published after the load.</param>
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
    /// <summary>The number of acknowledged events that are neither stored nor dead-lettered.</summary>
    public long Lost => Published - StoredEvents - DeadLettered;
}
