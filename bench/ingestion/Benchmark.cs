using System.Diagnostics;

namespace IngestionBenchmark;

/// <summary>
/// Runs the candidates on message sets, on one thread. In each round, every candidate processes the set once, which distributes background
/// load evenly. The measured time is the processor time of the process, which includes garbage collections and excludes time spent waiting
/// for a core.
/// </summary>
internal sealed class Benchmark(IReadOnlyList<Candidate> candidates, int rounds)
{
    /// <summary>
    /// The size, in bytes, of the rows that the function app collects before it stores them (IngestFlightEvents.RoundBytes).
    /// </summary>
    private const int BatchBytes = 4 * 1024 * 1024;

    /// <summary>
    /// The duration of the warm-up, which is long enough for the JIT to count calls, to profile, and to recompile in the background.
    /// </summary>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Warms up the candidates. Call this method for all sets before the first measurement, so that the code is compiled for all sets.
    /// </summary>
    public void WarmUp(MessageSet set)
    {
        foreach (var candidate in candidates)
        {
            var start = Stopwatch.GetTimestamp();
            do
            {
                var events = Pass(candidate, set);
                if (events != set.Events)
                    throw new InvalidOperationException($"{candidate.Name} found {events} events in {set.Events}");
            }
            while (Stopwatch.GetElapsedTime(start) < WarmUpTime);
        }
    }

    /// <returns>The measurements in the order of the candidates.</returns>
    public IReadOnlyList<Measurements> Measure(MessageSet set)
    {
        var measurements = candidates.Select(_ => new Measurements(set.Events, rounds)).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < candidates.Count; turn++)
            {
                var next = (round + turn) % candidates.Count;

                // Collect the garbage of the previous candidate, so that it is not attributed to the next candidate.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                var time = Environment.CpuUsage.TotalTime;
                Pass(candidates[next], set);
                time = Environment.CpuUsage.TotalTime - time;
                measurements[next].Add(time, GC.GetAllocatedBytesForCurrentThread() - allocated);
            }
        }

        return measurements;
    }

    private static int Pass(Candidate candidate, MessageSet set)
    {
        candidate.StartBatch();
        var events = 0;

        // Iterates by index, because the allocation of an enumerator would be attributed to the candidate.
        for (var i = 0; i < set.Messages.Count; i++)
        {
            if (candidate.RowBytes >= BatchBytes)
                candidate.StartBatch();
            events += candidate.Process(set.Messages[i], set.Shape);
        }

        return events;
    }
}
