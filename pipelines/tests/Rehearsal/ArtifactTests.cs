using System.Runtime.Versioning;
using Pipelines.Tests.Scripts;
using RehearsalRun = Rehearse.Rehearsal;

namespace Pipelines.Tests.Rehearsal;

/// <summary>
/// Tests that a rehearsal publishes its artifact without execute bits, as an agent does, so that a script that requires execute bits fails.
/// </summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "Windows has no execute bits.")]
public class ArtifactTests
{
    private ScriptSandbox _sandbox = null!;

    [SetUp]
    public void MakeSandbox() => _sandbox = new ScriptSandbox();

    [TearDown]
    public void RemoveSandbox() => _sandbox.Dispose();

    [TestCase("bash \"$(dirname \"$0\")/inner.sh\"", 0)]
    [TestCase("\"$(dirname \"$0\")/inner.sh\"", 126)]
    public async Task A_missing_execute_bit_fails_only_where_the_script_requires_it(string command, int exitCode)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_sandbox.Folder, "drop", "scripts"));
        foreach (var (name, text) in new[] { ("outer.sh", $"{command}\n"), ("inner.sh", "#!/bin/sh\necho done\n") })
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text);
            File.SetUnixFileMode(
                Path.Combine(folder.FullName, name),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        }

        Assert.That(RehearsalRun.StripExecuteBits(folder.Parent!.FullName), Is.Null);
        var run = await _sandbox.RunAsync(Path.Combine(folder.FullName, "outer.sh"), []);

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Error);
    }

    [Test]
    public void An_empty_artifact_is_a_failure() => Assert.That(RehearsalRun.StripExecuteBits(_sandbox.Folder), Does.Contain("is empty"));
}
