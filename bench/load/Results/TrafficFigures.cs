using HdrHistogram;
using LoadBenchmark.Traffic;

namespace LoadBenchmark.Results;

/// <summary>The figures of one kind of traffic in a step.</summary>
/// <param name="Target">The scheduled requests or events per second.</param>
/// <param name="Reached">Successful completions per second.</param>
/// <param name="Latency">The latencies, measured from the due times; <c>null</c> if nothing completed.</param>
/// <param name="Errors">The number of errors by kind.</param>
internal sealed record TrafficFigures(double Target, double Reached, Latency? Latency, IReadOnlyDictionary<string, long> Errors)
{
    public long ErrorCount => Errors.Values.Sum();
}

/// <summary>Accumulates readings into the figures of a step.</summary>
internal sealed class TrafficSum
{
    private readonly HistogramBase _latencies = TrafficMeter.NewHistogram();
    private readonly SortedDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private long _completed;

    public void Add(TrafficReading reading)
    {
        _completed += reading.Completed;
        _latencies.Add(reading.Latencies);
        foreach (var (kind, count) in reading.Errors)
            _errors[kind] = _errors.GetValueOrDefault(kind) + count;
    }

    /// <summary>Returns the share of operations with a latency within the limit, or <c>null</c> if there are no operations.</summary>
    /// <param name="milliseconds">The latency limit.</param>
    /// <param name="missing">The number of incomplete operations that have already exceeded the limit.</param>
    public double? ShareWithin(double milliseconds, long missing = 0)
    {
        if (_latencies.TotalCount + missing == 0)
            return null;
        var within = _latencies.RecordedValues()
            .TakeWhile(value => value.ValueIteratedTo <= milliseconds * 1000)
            .Sum(value => value.CountAddedInThisIterationStep);
        return Math.Round((double)within / (_latencies.TotalCount + missing), 4);
    }

    public TrafficFigures Figures(double target, TimeSpan elapsed) => new(
        target, Math.Round(_completed / elapsed.TotalSeconds, 1), Latency.From(_latencies), new SortedDictionary<string, long>(_errors));
}
