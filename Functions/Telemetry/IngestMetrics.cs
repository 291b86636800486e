using Azure.Messaging.EventHubs;
using LatamFunctions.Ingestion;
using Microsoft.ApplicationInsights;
using Polly.CircuitBreaker;

namespace LatamFunctions.Telemetry;

/// <summary>
/// The figures of ingestion in Application Insights, aggregated here and sent once a minute. The names are a contract with dashboards
/// and alerts: docs/operations/metrics.md says what each means. Times are in milliseconds.
/// </summary>
public sealed class IngestMetrics(TelemetryClient telemetry)
{
    /// <summary>The objectives of docs/operations/slos.md: what takes longer is counted, since sums and means cannot tell.</summary>
    private static readonly TimeSpan SlowBatch = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc cref="SlowBatch"/>
    private static readonly TimeSpan LateEvent = TimeSpan.FromSeconds(10);

    private readonly Metric _received = telemetry.GetMetric("flightevents.received");
    private readonly Metric _stored = telemetry.GetMetric("flightevents.stored");
    private readonly Metric _duplicate = telemetry.GetMetric("flightevents.duplicate");
    private readonly Metric _deadLettered = telemetry.GetMetric("flightevents.deadlettered", "reason", "stage");
    private readonly Metric _retried = telemetry.GetMetric("flightevents.retried");
    private readonly Metric _batchSize = telemetry.GetMetric("flightevents.batch.size");
    private readonly Metric _batchBytes = telemetry.GetMetric("flightevents.batch.bytes");
    private readonly Metric _duration = telemetry.GetMetric("flightevents.ingest.duration");
    private readonly Metric _slow = telemetry.GetMetric("flightevents.ingest.slow");
    private readonly Metric _endToEnd = telemetry.GetMetric("flightevents.end_to_end.duration");
    private readonly Metric _late = telemetry.GetMetric("flightevents.end_to_end.late");
    private readonly Metric _lag = telemetry.GetMetric("flightevents.consumer.lag", "partition");
    private readonly Metric _checkpointAge = telemetry.GetMetric("flightevents.checkpoint.age", "partition");
    private readonly Metric _breakerState = telemetry.GetMetric("flightevents.breaker.state");

    /// <summary>A batch that comes for the first time.</summary>
    public void BatchReceived(int messages, long bytes)
    {
        _batchSize.TrackValue(messages);
        _batchBytes.TrackValue(bytes);
    }

    public void Received(int events) => _received.TrackValue(events);

    public void Stored(int rows, int duplicates)
    {
        _stored.TrackValue(rows);
        if (duplicates > 0)
            _duplicate.TrackValue(duplicates);
    }

    /// <summary>Counts an event once, under the first of its reasons.</summary>
    public void DeadLettered(FaultRule reason, IngestStage stage) => _deadLettered.TrackValue(1, reason.ToString(), stage.ToString());

    public void Retried(int rows) => _retried.TrackValue(rows);

    /// <param name="partitionId">The batch's.</param>
    /// <param name="duration">From the batch's arrival until every event of it is kept, over all attempts.</param>
    /// <param name="lag">How long ago its newest event was enqueued.</param>
    public void BatchKept(string partitionId, TimeSpan duration, TimeSpan lag)
    {
        _duration.TrackValue(Milliseconds(duration));
        _slow.TrackValue(duration > SlowBatch ? 1 : 0);
        _lag.TrackValue(Milliseconds(lag), partitionId);
        _checkpointAge.TrackValue(Milliseconds(duration), partitionId);
    }

    /// <summary>A batch that could not be kept, and waits: so does its partition.</summary>
    public void Waiting(string partitionId, TimeSpan lag, TimeSpan age)
    {
        _lag.TrackValue(Milliseconds(lag), partitionId);
        _checkpointAge.TrackValue(Milliseconds(age), partitionId);
    }

    public void BreakerState(CircuitState state) => _breakerState.TrackValue(state switch
    {
        CircuitState.Closed => 0,
        CircuitState.HalfOpen => 1,
        _ => 2,
    });

    /// <summary>From the hub's enqueued time until the rows were stored.</summary>
    internal void EndToEnd(DateTimeOffset storedAt, ReadOnlySpan<FlightEventRow> rows, EventData[] messages)
    {
        if (rows.IsEmpty)
            return;

        var oldest = messages[rows[0].MessageIndex].EnqueuedTime;
        _endToEnd.TrackValue(Milliseconds(storedAt - oldest));
        if (storedAt - oldest <= LateEvent)
            return; // messages stand in the order of their enqueued times

        var late = 0;
        foreach (ref readonly var row in rows)
            late += storedAt - messages[row.MessageIndex].EnqueuedTime > LateEvent ? 1 : 0;
        _late.TrackValue(late);
    }

    /// <summary>Two clocks, or one that was set back, may give a time below zero.</summary>
    private static double Milliseconds(TimeSpan time) => Math.Max(0, time.TotalMilliseconds);
}
