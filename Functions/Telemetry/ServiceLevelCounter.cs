using System.Diagnostics.Metrics;

namespace LatamFunctions.Telemetry;

/// <summary>
/// Computes the indicators in docs/operations/slos.md from the app's own metrics. Indicators with alerts follow the rules of the alert
/// queries (bicep/monitoring/alerts/slo). Two further indicators count responses within 100 ms and events stored within 50 ms. The
/// freshness indicator counts the minutes in which this process measures a consumer lag.
/// </summary>
internal sealed class ServiceLevelCounter : IDisposable
{
    private const string Probe = "Health";
    private const double FreshMilliseconds = 60_000;

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private Dictionary<(string Indicator, string Segment), (long Total, long Good)> _counts = [];
    private long _minute;
    private bool _isMinuteFresh;

    public ServiceLevelCounter(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Meter.Name == TelemetryServiceCollectionExtensions.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.Start();
    }

    /// <summary>Returns and resets the counts since the previous call. The current minute is included in the next call.</summary>
    public IReadOnlyList<ServiceLevel> Drain()
    {
        lock (_lock)
        {
            if (_minute != CurrentMinute)
                EndMinute();
            var counts = _counts;
            _counts = [];
            return
            [
                .. from count in counts
                   select new ServiceLevel(count.Key.Indicator, count.Key.Segment, count.Value.Total, count.Value.Good),
            ];
        }
    }

    /// <summary>Adds counts that <see cref="Drain"/> returned and that could not be stored.</summary>
    public void Restore(IEnumerable<ServiceLevel> counts)
    {
        lock (_lock)
        {
            foreach (var count in counts)
                Add(count.Indicator, count.Segment, count.Total, count.Good);
        }
    }

    public void Dispose() => _listener.Dispose();

    private long CurrentMinute => _time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;

    private void Count(string metric, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (metric.StartsWith("api.request.", StringComparison.Ordinal))
                CountResponses(metric, (long)value, tags);
            else if (metric == "flightevents.consumer.lag")
                CountMinute(value);
            else
                CountEvents(metric, (long)value);
        }
    }

    private void CountResponses(string metric, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var function = TagOf(tags, "function");
        var isError = TagOf(tags, "status") is ['5', ..];
        switch (metric)
        {
            case not null when function == Probe:
                break;
            case "api.request.duration":
                Add("api-availability", function, 1, isError ? 0 : 1);
                Add("api-within-100ms", function, 1, 0);
                if (!isError)
                    Add("api-latency", function, 1, 1);
                break;
            case "api.request.within_aim":
                Add("api-within-100ms", function, 0, value);
                break;
            case "api.request.slow" when !isError:
                Add("api-latency", function, 0, -value);
                break;
        }
    }

    private void CountEvents(string metric, long value)
    {
        switch (metric)
        {
            case "flightevents.stored":
                Add("dead-letters", "", value, value);
                Add("end-to-end-latency", "", value, value);
                Add("events-within-50ms", "", value, 0);
                break;
            case "flightevents.deadlettered":
                Add("dead-letters", "", value, 0);
                break;
            case "flightevents.end_to_end.late":
                Add("end-to-end-latency", "", 0, -value);
                break;
            case "flightevents.end_to_end.within_aim":
                Add("events-within-50ms", "", 0, value);
                break;
            case "flightevents.ingest.duration":
                Add("batch-latency", "", 1, 1);
                break;
            case "flightevents.ingest.slow":
                Add("batch-latency", "", 0, -value);
                break;
        }
    }

    private void CountMinute(double lagMilliseconds)
    {
        var minute = CurrentMinute;
        if (minute != _minute)
        {
            EndMinute();
            (_minute, _isMinuteFresh) = (minute, true);
        }

        _isMinuteFresh &= lagMilliseconds <= FreshMilliseconds;
    }

    private void EndMinute()
    {
        if (_minute != 0)
            Add("freshness", "", 1, _isMinuteFresh ? 1 : 0);
        _minute = 0;
    }

    private void Add(string indicator, string segment, long total, long good)
    {
        var (totalBefore, goodBefore) = _counts.GetValueOrDefault((indicator, segment));
        _counts[(indicator, segment)] = (totalBefore + total, goodBefore + good);
    }

    private static string TagOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var (key, value) in tags)
        {
            if (key == name)
                return value as string ?? "";
        }

        return "";
    }
}
