using System.ComponentModel;
using System.Diagnostics;

namespace Tests.Support;

/// <summary>
/// The end of a test project's run: no process that its tests started remains, however the parents of the process have ended. A project
/// has a <see cref="SetUpFixtureAttribute"/> in its root namespace that derives from this class.
/// </summary>
public abstract class NoProcessRemains
{
    private const string Variable = "TEST_RUN";

    /// <summary>Workers and Azurite end by themselves within two seconds of their parent; the limit is for a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly string _run = Guid.NewGuid().ToString();

    [OneTimeSetUp]
    public void MarkChildProcesses() => Environment.SetEnvironmentVariable(Variable, _run);

    [OneTimeTearDown]
    public async Task FindChildProcessesAsync()
    {
        if (!OperatingSystem.IsLinux())
            return;

        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (MarkedProcesses.Find(Variable, _run).Count > 0 && Stopwatch.GetElapsedTime(start) < Limit)
            await timer.WaitForNextTickAsync();

        var remaining = MarkedProcesses.Find(Variable, _run);
        var names = remaining.Select(MarkedProcesses.Describe).ToList();
        foreach (var id in remaining)
            Kill(id);
        Assert.That(names, Is.Empty, "Processes that tests started remained after the last test and were killed.");
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has just ended, or cannot be ended; its name is in the failure.
        }
    }
}
