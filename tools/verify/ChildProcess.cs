using System.Diagnostics;
using System.Globalization;

namespace Verify;

/// <summary>The child processes of a stack, found in the system's list of processes.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Kills one with SIGKILL; waits for it while it is being started.</summary>
    /// <exception cref="TimeoutException">There is none after a minute.</exception>
    public static async Task KillAsync(int parent, KillTarget target, CancellationToken cancellationToken)
    {
        var deadline = DateTimeOffset.UtcNow + Patience;
        while (true)
        {
            if (await FindAsync(parent, target, cancellationToken) is { } id && TryKill(id))
                return;
            if (DateTimeOffset.UtcNow > deadline)
                throw new TimeoutException($"The stack has had no {target} process for {Patience.TotalSeconds:N0} s.");
            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <summary>The id of the target's process in a list with a line for each process: id, parent's id and command line.</summary>
    internal static int? Find(string processes, int parent, KillTarget target)
    {
        var program = target == KillTarget.Worker ? "LatamFunctions.dll" : "azurite.js";
        foreach (var line in processes.Split('\n'))
        {
            var fields = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 3
                && int.Parse(fields[1], CultureInfo.InvariantCulture) == parent
                && fields[2].Contains(program, StringComparison.Ordinal))
            {
                return int.Parse(fields[0], CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    /// <summary>The id of the target's process; null while there is none.</summary>
    public static async Task<int?> FindAsync(int parent, KillTarget target, CancellationToken cancellationToken)
    {
        using var ps = Process.Start(
            new ProcessStartInfo("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="]) { RedirectStandardOutput = true })!;
        var processes = await ps.StandardOutput.ReadToEndAsync(cancellationToken);
        await ps.WaitForExitAsync(cancellationToken);
        return Find(processes, parent, target);
    }

    private static bool TryKill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false; // It has just ended by itself.
        }
    }
}
