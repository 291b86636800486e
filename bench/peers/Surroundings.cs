using System.Globalization;
using System.Runtime.InteropServices;
using LocalStack.Configuration;

namespace PeerBenchmark;

/// <summary>Reads the time and environment of a run.</summary>
internal static class Surroundings
{
    private static readonly TimeSpan Observation = TimeSpan.FromSeconds(2);

    public static async Task<RunSetting> ReadAsync(DebianPackages packages, CancellationToken cancellationToken)
    {
        var before = await File.ReadAllTextAsync("/proc/stat", cancellationToken);
        await Task.Delay(Observation, cancellationToken);
        var busy = BusyShare(before, await File.ReadAllTextAsync("/proc/stat", cancellationToken));
        string[] log = ["-C", BuildPaths.RepositoryRoot, "log", "-1", "--format=%h", "--", "Functions", "kusto", "local/*.cs"];
        return new RunSetting(
            DateTimeOffset.UtcNow,
            await ProgramOutput.ReadAsync("git", log, cancellationToken),
            $"{Environment.ProcessorCount} cores, which also generate the load; "
            + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:N0} GB of memory; {RuntimeInformation.OSDescription}, "
            + RuntimeInformation.FrameworkDescription,
            busy,
            await ProgramOutput.ReadAsync("dpkg-query", ["-W", "-f", "${Package} ${Version}; ", .. packages.Installed], cancellationToken));
    }

    /// <summary>Returns the share of processor time that was not idle between two readings of /proc/stat.</summary>
    internal static double BusyShare(string before, string after)
    {
        var (first, second) = (Times(before), Times(after));
        var spent = second.Zip(first, (later, earlier) => later - earlier).ToList();
        var idle = spent[3] + spent[4];
        return 1 - ((double)idle / spent.Sum());
    }

    /// <summary>
    /// Returns the times of all processors: user, nice, system, idle, iowait, irq, softirq, steal. Guest time is included in user and nice.
    /// </summary>
    private static List<long> Times(string stat) =>
    [
        .. stat.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(time => long.Parse(time, CultureInfo.InvariantCulture)),
    ];
}
