namespace LatamFunctions.Tests.Support;

/// <summary>
/// The cost of some work for the process: processor time, the garbage collector's included, and bytes that it allocates. Neither depends on
/// the load of the machine. Several runs are measured: the processor time is the lowest, which excludes the JIT's work, and the allocation
/// is the highest, which includes the filling of pools.
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
