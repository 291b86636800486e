using System.Runtime.Versioning;

namespace Pipelines.Tests.Scripts;

[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "The agents run Linux, and so do the scripts.")]
public class ShellScriptTests
{
    /// <summary>Read by other scripts into their own shell, whose options they leave alone.</summary>
    private static readonly string[] Sourced = ["azure-providers.sh", "function-key.sh"];

    public static IEnumerable<string> Scripts => RepositorySnapshot.Current.Paths("pipelines/scripts", ".sh").Select(path => Path.GetFileName(path));

    [TestCaseSource(nameof(Scripts))]
    public async Task A_script_is_valid_bash_that_stops_at_the_first_error(string script)
    {
        var path = Path.Combine(ScriptRun.Folder, script);

        var run = await ScriptRun.Of("bash", ["-n", path]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        if (!Sourced.Contains(script))
            Assert.That(File.ReadAllText(path), Does.Contain("\nset -euo pipefail\n"));
    }

    [Test]
    public async Task Shellcheck_finds_nothing()
    {
        RequireShellcheck();

        string[] others = [".ci/run", "pipelines/tests/Scripts/azure-stand-in.bash"];
        var run = await ScriptRun.Of("shellcheck", ["-x", .. Scripts.Select(script => Path.Combine(ScriptRun.Folder, script)), .. others]);

        Assert.That(run.ExitCode, Is.Zero, run.Output);
    }

    [Test]
    public async Task Shellcheck_finds_an_unquoted_variable()
    {
        RequireShellcheck();

        var broken = RepositorySnapshot.Current["pipelines/scripts/keep-good.sh"].Replace("sha256sum \"$2\"", "sha256sum $2", StringComparison.Ordinal);
        var run = await ScriptRun.Of("shellcheck", ["-"], input: broken);

        Assert.That(run.Output, Does.Contain("SC2086"));
    }

    private static void RequireShellcheck() => Oracle.Require("shellcheck", Oracle.IsInstalled("shellcheck"), "apt-get install shellcheck");
}
