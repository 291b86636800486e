using System.Diagnostics;
using System.Globalization;

namespace Verify;

/// <summary>Finds and kills child processes of a stack.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Kills a child process with SIGKILL. If the process is not running yet, the method waits for the process.</summary>
    /// <exception cref="TimeoutException">The process does not exist after a minute.</exception>
    public static async Task KillAsync(int parent, KillTarget target, CancellationToken cancellationToken)
    {
        var deadline = DateTimeOffset.UtcNow + WaitTimeout;
        while (true)
        {
            if (await FindAsync(parent, target, cancellationToken) is { } id && TryKill(id))
                return;
            if (DateTimeOffset.UtcNow > deadline)
                throw new TimeoutException($"The stack has had no {target} process for {WaitTimeout.TotalSeconds:N0} s.");
            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <summary>
    /// Returns the target's process id, or <c>null</c> if the list of processes does not contain the target. Each line of the list contains
    /// the process's id, the parent's id and the command line.
    /// </summary>
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

    /// <summary>Returns the target's process id, or <c>null</c> if the process does not exist.</summary>
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
            return false; // The process has already exited.
        }
    }
}
