namespace IngestionBenchmark;

/// <summary>The measurements of one candidate for one message set, one entry per round.</summary>
internal sealed class Measurements(int events, int rounds)
{
    private readonly double[] _nanoseconds = new double[rounds];
    private int _count;

    /// <summary>The number of bytes allocated in all rounds.</summary>
    public long AllocatedBytes { get; private set; }

    public double NanosecondsPerEvent => Median(_nanoseconds[.._count]);

    public double EventsPerSecond => 1e9 / NanosecondsPerEvent;

    public double AllocatedBytesPerEvent => (double)AllocatedBytes / (events * (long)_count);

    public void Add(TimeSpan processorTime, long allocatedBytes)
    {
        _nanoseconds[_count++] = processorTime.TotalNanoseconds / events;
        AllocatedBytes += allocatedBytes;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
