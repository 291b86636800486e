using System.ComponentModel;
using System.Diagnostics;

namespace Tests.Support;

/// <summary>
/// Fails a test run if a process that the tests started is still running at the end, regardless of how its parent processes ended. In the
/// root namespace of a test project, derive a class from this class and apply <see cref="SetUpFixtureAttribute"/> to the derived class.
/// </summary>
public abstract class NoProcessRemains
{
    private const string Variable = "TEST_RUN";

    /// <summary>
    /// The time limit for processes to end. Workers and Azurite normally end within two seconds after their parent, but need longer on a
    /// busy machine.
    /// </summary>
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
            // The process has just ended or cannot be killed. The failure message contains its name.
        }
    }
}
