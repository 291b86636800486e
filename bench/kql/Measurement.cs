using System.Diagnostics;

namespace KqlBenchmark;

/// <summary>The median times of one query in one language over several rounds.</summary>
/// <param name="Elapsed">The time from the request to the last byte.</param>
/// <param name="Cpu">The processor time of this process, which includes the engine and the client.</param>
internal readonly record struct Measurement(TimeSpan Elapsed, TimeSpan Cpu)
{
    /// <summary>Runs two functions alternately, so that other load on the machine affects both functions equally.</summary>
    /// <param name="rounds">The number of measured rounds. A warm-up round precedes the measured rounds.</param>
    /// <param name="first">The first function.</param>
    /// <param name="second">The second function.</param>
    public static async Task<(Measurement First, Measurement Second)> InTurnsAsync(int rounds, Func<Task> first, Func<Task> second)
    {
        var samples = (First: new List<Measurement>(), Second: new List<Measurement>());
        for (var round = 0; round <= rounds; round++)
        {
            var (a, b) = (await OnceAsync(first), await OnceAsync(second));
            if (round == 0)
                continue;
            samples.First.Add(a);
            samples.Second.Add(b);
        }
        return (Median(samples.First), Median(samples.Second));
    }

    private static async Task<Measurement> OnceAsync(Func<Task> run)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        await run();
        return new Measurement(Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu);
    }

    private static Measurement Median(List<Measurement> samples) => new(
        samples.Select(sample => sample.Elapsed).Order().ElementAt(samples.Count / 2),
        samples.Select(sample => sample.Cpu).Order().ElementAt(samples.Count / 2));
}
