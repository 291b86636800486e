using System.Diagnostics;
using HdrHistogram;

namespace LoadBenchmark.Traffic;

/// <summary>
/// Counts completions and their latencies between two readings. The meter is thread-safe and uses constant memory, because latencies are
/// recorded in a histogram (in microseconds, with three significant digits).
/// </summary>
internal sealed class TrafficMeter
{
    private static readonly long HighestMicroseconds = (long)TimeSpan.FromMinutes(10).TotalMicroseconds;

    private readonly Recorder _latencies = HistogramFactory.With64BitBucketSize()
        .WithValuesFrom(1)
        .WithValuesUpTo(HighestMicroseconds)
        .WithPrecisionOf(3)
        .WithThreadSafeWrites()
        .WithThreadSafeReads()
        .Create();

    private readonly Lock _reading = new();
    private Dictionary<string, long> _errors = [];
    private long _completed;

    public static HistogramBase NewHistogram() => new LongHistogram(1, HighestMicroseconds, 3);

    /// <param name="dueAt">The timestamp at which the operation was due.</param>
    /// <param name="events">The number of completed requests or events, which is greater than 1 for a batch.</param>
    public void Complete(long dueAt, long events = 1)
    {
        Record(dueAt);
        Interlocked.Add(ref _completed, events);
    }

    /// <summary>Counts an operation that the caller abandoned, and records the time until now as a lower bound of its latency.</summary>
    public void Abandon(long dueAt, string kind, long events = 1)
    {
        Record(dueAt);
        Fail(kind, events);
    }

    /// <summary>Counts an error without its latency, because fast errors would lower the latency percentiles.</summary>
    public void Fail(string kind, long events = 1)
    {
        lock (_reading)
            _errors[kind] = _errors.GetValueOrDefault(kind) + events;
    }

    /// <summary>Returns the counts since the previous reading.</summary>
    public TrafficReading Read()
    {
        lock (_reading)
        {
            var errors = _errors;
            _errors = [];
            return new TrafficReading(Interlocked.Exchange(ref _completed, 0), errors, _latencies.GetIntervalHistogram());
        }
    }

    private void Record(long dueAt)
    {
        var microseconds = (long)Stopwatch.GetElapsedTime(dueAt).TotalMicroseconds;
        _latencies.RecordValue(Math.Clamp(microseconds, 1, HighestMicroseconds));
    }
}

/// <param name="Completed">The number of successful requests or events.</param>
/// <param name="Errors">The number of errors by kind.</param>
/// <param name="Latencies">The latencies in microseconds.</param>
internal sealed record TrafficReading(long Completed, IReadOnlyDictionary<string, long> Errors, HistogramBase Latencies);
