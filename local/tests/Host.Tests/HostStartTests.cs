using LocalFunctions.Host.Tests.Support;

namespace LocalFunctions.Host.Tests;

/// <summary>Tests the start of a host whose triggers depend on a task.</summary>
public sealed class HostStartTests
{
    [Test]
    [Platform("Linux")]
    public async Task The_worker_starts_in_parallel_with_trigger_dependencies_and_ends_if_a_dependency_fails()
    {
        var mark = Guid.NewGuid().ToString();
        var dependency = new TaskCompletionSource();
        var start = SampleApp.StartAsync(
            options => options with { TriggersAfter = dependency.Task }, settings: (MarkedProcesses.Setting, mark));
        await Eventually.IsTrueAsync(() => MarkedProcesses.Find(MarkedProcesses.Setting, mark).Count > 0, "A worker process");
        var isRunning = !start.IsCompleted;
        dependency.SetException(new InvalidDataException("The schema is invalid."));

        Assert.Multiple(() =>
        {
            Assert.That(isRunning);
            Assert.That(() => start, Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("The schema is invalid."));
            Assert.That(MarkedProcesses.Find(MarkedProcesses.Setting, mark), Is.Empty);
        });
    }
}
