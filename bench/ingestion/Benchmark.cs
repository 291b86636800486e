using System.Diagnostics;

namespace IngestionBenchmark;

/// <summary>
/// Runs candidates over message sets on one thread, in turns: a round is one pass of each, so that whatever else the machine does
/// meets all of them alike. Time is the processor time of the process, so that waiting for a core is not in it, but garbage
/// collections are.
/// </summary>
internal sealed class Benchmark(IReadOnlyList<Candidate> candidates, int rounds)
{
    /// <summary>Rows that the function app collects before it sends them: IngestFlightEvents.FlushBytes.</summary>
    private const int BatchBytes = 4 * 1024 * 1024;

    /// <summary>Long enough for the JIT to have counted calls, profiled and compiled again, in the background.</summary>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1);

    /// <summary>To be called for all sets before one is measured: the code is then compiled for all that it will see.</summary>
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

    /// <returns>In the order of the candidates.</returns>
    public IReadOnlyList<Measurements> Measure(MessageSet set)
    {
        var measurements = candidates.Select(_ => new Measurements(set.Events, rounds)).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < candidates.Count; turn++)
            {
                var next = (round + turn) % candidates.Count;

                // Nobody pays for the garbage of the one before.
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

        // By index: an enumerator would be an allocation, and count as the candidate's.
        for (var i = 0; i < set.Messages.Count; i++)
        {
            if (candidate.RowBytes >= BatchBytes)
                candidate.StartBatch();
            events += candidate.Process(set.Messages[i], set.Shape);
        }

        return events;
    }
}
