using System.Diagnostics.Metrics;
using Azure.Messaging.EventHubs;
using LatamFunctions.Events;
using LatamFunctions.Telemetry;
using Polly.CircuitBreaker;

namespace LatamFunctions.Ingestion;

/// <summary>
/// The ingestion metrics. The names are a contract with alerts and dashboards (docs/operations/metrics.md). Durations are in milliseconds.
/// </summary>
public sealed class IngestMetrics
{
    /// <summary>
    /// The objective for the duration of a batch (docs/operations/slos.md). The app counts slower batches because sums and means do not
    /// show them.
    /// </summary>
    private static readonly TimeSpan SlowBatch = TimeSpan.FromMilliseconds(50);

    /// <summary>The requirement for an event's end-to-end duration, which is stricter than the objective and has no alert.</summary>
    private static readonly TimeSpan EventAim = TimeSpan.FromMilliseconds(50);

    /// <summary>The objective for an event's end-to-end duration (docs/operations/slos.md).</summary>
    private static readonly TimeSpan LateEvent = TimeSpan.FromSeconds(10);

    private readonly Counter<long> _received;
    private readonly Counter<long> _stored;
    private readonly Counter<long> _duplicate;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _retried;
    private readonly Histogram<long> _batchSize;
    private readonly Histogram<long> _batchBytes;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _slow;
    private readonly Histogram<double> _endToEnd;
    private readonly Counter<long> _withinAim;
    private readonly Counter<long> _late;
    private readonly Histogram<double> _lag;
    private readonly Histogram<double> _checkpointAge;
    private readonly Histogram<int> _breakerState;

    public IngestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryServiceCollectionExtensions.MeterName);
        _received = meter.CreateCounter<long>("flightevents.received", "{event}", "Events found in the messages of the hub.");
        _stored = meter.CreateCounter<long>("flightevents.stored", "{event}", "Events acknowledged by Azure Data Explorer.");
        _duplicate = meter.CreateCounter<long>("flightevents.duplicate", "{event}", "Stored events whose id this process stored recently.");
        _deadLettered = meter.CreateCounter<long>("flightevents.deadlettered", "{event}", "Events stored in the dead-letter table.");
        _retried = meter.CreateCounter<long>("flightevents.retried", "{event}", "Events sent again after a transient failure.");
        _batchSize = meter.CreateHistogram("flightevents.batch.size", "{message}", "Messages per invocation.", advice: Buckets.Counts);
        _batchBytes = meter.CreateHistogram(
            "flightevents.batch.bytes", "By", "Size of the messages per invocation.", advice: Buckets.Bytes);
        _duration = meter.CreateHistogram(
            "flightevents.ingest.duration", "ms", "Time from a batch's arrival until each of its events is stored.",
            advice: Buckets.Milliseconds);
        _slow = meter.CreateCounter<long>("flightevents.ingest.slow", "{batch}", "Batches that took longer than 50 ms.");
        _endToEnd = meter.CreateHistogram(
            "flightevents.end_to_end.duration", "ms", "Time from the hub's enqueued time until the event is stored.",
            advice: Buckets.Milliseconds);
        _withinAim = meter.CreateCounter<long>(
            "flightevents.end_to_end.within_aim", "{event}", "Events stored at most 50 ms after their enqueued time.");
        _late = meter.CreateCounter<long>(
            "flightevents.end_to_end.late", "{event}", "Events stored more than 10 s after their enqueued time.");
        _lag = meter.CreateHistogram(
            "flightevents.consumer.lag", "ms", "Age of the newest event of the current batch.", advice: Buckets.Milliseconds);
        _checkpointAge = meter.CreateHistogram(
            "flightevents.checkpoint.age", "ms", "Time since the current batch arrived.", advice: Buckets.Milliseconds);

        // The metric is a histogram and not a gauge, because Azure Monitor receives only the latest value of a gauge per minute, and the
        // alert requires the maximum.
        _breakerState = meter.CreateHistogram<int>(
            "flightevents.breaker.state",
            null,
            "State of the circuit breaker for ingestion into Azure Data Explorer: 0 closed, 1 probing, 2 open.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [0, 1] });
    }

    /// <summary>Records a received batch. Retries of the batch are not recorded.</summary>
    public void BatchReceived(int messages, long bytes)
    {
        _batchSize.Record(messages);
        _batchBytes.Record(bytes);
    }

    public void Received(int events) => _received.Add(events);

    public void Stored(int rows, int duplicates)
    {
        _stored.Add(rows);
        if (duplicates > 0)
            _duplicate.Add(duplicates);
    }

    /// <summary>Counts a dead-lettered event once, by its first reason.</summary>
    public void DeadLettered(EventRule reason, IngestStage stage) =>
        _deadLettered.Add(1, new("reason", reason.ToString()), new("stage", stage.ToString()));

    public void Retried(int rows) => _retried.Add(rows);

    /// <param name="partitionId">The batch's partition.</param>
    /// <param name="duration">
    /// The time from the batch's arrival until each of its events is stored or dead-lettered, across all attempts.
    /// </param>
    /// <param name="lag">The time since the newest message of the batch was enqueued.</param>
    public void BatchCompleted(string partitionId, TimeSpan duration, TimeSpan lag)
    {
        _duration.Record(Milliseconds(duration));
        if (duration > SlowBatch)
            _slow.Add(1);
        _lag.Record(Milliseconds(lag), new KeyValuePair<string, object?>("partition", partitionId));
        _checkpointAge.Record(Milliseconds(duration), new KeyValuePair<string, object?>("partition", partitionId));
    }

    /// <summary>Records a batch that could not be stored. The batch blocks its partition until a retry succeeds.</summary>
    public void Waiting(string partitionId, TimeSpan lag, TimeSpan age)
    {
        _lag.Record(Milliseconds(lag), new KeyValuePair<string, object?>("partition", partitionId));
        _checkpointAge.Record(Milliseconds(age), new KeyValuePair<string, object?>("partition", partitionId));
    }

    public void BreakerState(CircuitState state) => _breakerState.Record(state switch
    {
        CircuitState.Closed => 0,
        CircuitState.HalfOpen => 1,
        _ => 2,
    });

    /// <summary>Records, for each row, the time from when its message was enqueued until the row was stored.</summary>
    internal void EndToEnd(DateTimeOffset storedAt, ReadOnlySpan<FlightEventRow> rows, EventData[] messages)
    {
        if (rows.IsEmpty)
            return;

        var oldest = messages[rows[0].MessageIndex].EnqueuedTime;
        _endToEnd.Record(Milliseconds(storedAt - oldest));

        // Messages are sorted by enqueued time, so the first row has the oldest time and the last row has the newest time.
        var newest = messages[rows[^1].MessageIndex].EnqueuedTime;
        if (storedAt - newest <= EventAim)
            _withinAim.Add(Count(rows, messages, storedAt - EventAim, DateTimeOffset.MaxValue));
        if (storedAt - oldest > LateEvent)
            _late.Add(Count(rows, messages, DateTimeOffset.MinValue, storedAt - LateEvent - TimeSpan.FromTicks(1)));
    }

    /// <summary>Returns the number of rows whose messages were enqueued from <paramref name="first"/> to <paramref name="last"/>.</summary>
    private static int Count(ReadOnlySpan<FlightEventRow> rows, EventData[] messages, DateTimeOffset first, DateTimeOffset last)
    {
        var count = 0;
        foreach (ref readonly var row in rows)
        {
            var enqueued = messages[row.MessageIndex].EnqueuedTime;
            count += enqueued >= first && enqueued <= last ? 1 : 0;
        }

        return count;
    }

    /// <summary>Converts a time to milliseconds. Negative times, which clock differences can cause, become 0.</summary>
    private static double Milliseconds(TimeSpan time) => Math.Max(0, time.TotalMilliseconds);
}
