namespace LatamFunctions.Tests.Support;

/// <summary>
/// The cost of an action: the processor time, including garbage collection, and the allocated bytes. Neither depends on the load of the
/// machine. Several runs are measured. The processor time is the minimum, which excludes JIT compilation; the allocated bytes are the
/// maximum, which includes the initial filling of pools.
/// </summary>
internal readonly record struct Work(TimeSpan Processor, long AllocatedBytes)
{
    private const int Runs = 3;

    public static Work Measure(Action action)
    {
        var best = new Work(TimeSpan.MaxValue, 0);
        for (var i = 0; i < Runs; i++)
        {
            var (processor, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
            action();
            (processor, allocated) = (Environment.CpuUsage.TotalTime - processor, GC.GetTotalAllocatedBytes(precise: true) - allocated);
            best = new Work(processor < best.Processor ? processor : best.Processor, Math.Max(allocated, best.AllocatedBytes));
        }

        return best;
    }
}
