using LatamFunctions.Ingestion;
using Microsoft.ApplicationInsights;

namespace LatamFunctions.Telemetry;

/// <summary>
/// The figures of ingestion in Application Insights, aggregated here and sent once a minute. The names are a contract with
/// dashboards and alerts.
/// </summary>
public sealed class IngestMetrics(TelemetryClient telemetry)
{
    private readonly Metric _received = telemetry.GetMetric("flightevents.received");
    private readonly Metric _stored = telemetry.GetMetric("flightevents.stored");
    private readonly Metric _deadLettered = telemetry.GetMetric("flightevents.deadlettered", "reason", "stage");
    private readonly Metric _batchSize = telemetry.GetMetric("flightevents.batch.size");
    private readonly Metric _lag = telemetry.GetMetric("flightevents.consumer.lag", "partition");
    private readonly Metric _duration = telemetry.GetMetric("flightevents.ingest.duration");

    public void Received(int messages, int events)
    {
        _batchSize.TrackValue(messages);
        _received.TrackValue(events);
    }

    public void Stored(int rows) => _stored.TrackValue(rows);

    /// <summary>Counts an event once for each rule that it breaks.</summary>
    public void DeadLettered(FaultRule reason, IngestStage stage) => _deadLettered.TrackValue(1, reason.ToString(), stage.ToString());

    /// <summary>How long the newest event of the batch has waited in the Event Hub, in milliseconds.</summary>
    public void Lag(string partitionId, TimeSpan lag) => _lag.TrackValue(lag.TotalMilliseconds, partitionId);

    /// <summary>From the batch's arrival until every event of it is kept, in milliseconds.</summary>
    public void Duration(TimeSpan duration) => _duration.TrackValue(duration.TotalMilliseconds);
}
