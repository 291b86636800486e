using System.Runtime.Versioning;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Scripts;

[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "The scripts run on Linux agents only.")]
public class ShellScriptTests
{
    /// <summary>Scripts that other scripts source, and that do not change the shell options.</summary>
    private static readonly string[] Sourced = ["azure.sh", "function-key.sh", "mail-subscription.sh"];

    public static IEnumerable<string> Scripts =>
        RepositorySnapshot.Current.Paths("pipelines/scripts", ".sh").Select(path => Path.GetFileName(path));

    [TestCaseSource(nameof(Scripts))]
    public async Task A_script_is_valid_bash_that_stops_at_the_first_error(string script)
    {
        var path = Path.Combine(ScriptRun.Folder, script);

        var run = await ScriptRun.RunAsync("bash", ["-n", path]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        if (!Sourced.Contains(script))
            Assert.That(File.ReadAllText(path), Does.Contain("\nset -euo pipefail\n"));
    }

    /// <summary>A copy of a shared command could be changed in only one of the scripts.</summary>
    [TestCase("2024-04-13")]
    [TestCase("az functionapp list-flexconsumption-locations \"")]
    [TestCase("--resource-type Microsoft.Kusto/clusters --query")]
    [TestCase("param zoneRedundant = true")]
    [TestCase("printf %s \"$1\" | sha256sum")]
    [TestCase("JSON.parse(process.argv[1])[process.argv[2]]")]
    public void Commands_shared_by_several_scripts_are_in_one_file(string text) =>
        Assert.That(
            Scripts.Where(script => File.ReadAllText(Path.Combine(ScriptRun.Folder, script)).Contains(text, StringComparison.Ordinal)),
            Is.EqualTo(new[] { "azure.sh" }));

    [Test]
    public void The_scripts_read_the_cluster_with_the_API_version_in_the_templates() =>
        Assert.That(
            RepositorySnapshot.Current["bicep/modules/kusto.bicep"],
            Does.Contain("resource cluster 'Microsoft.Kusto/clusters@2024-04-13'"));

    [Test]
    public async Task Shellcheck_reports_no_problem()
    {
        RequireShellcheck();

        string[] others = [".ci/run", "pipelines/tests/Scripts/azure-stand-in.bash"];
        var run = await ScriptRun.RunAsync(
            "shellcheck", ["-x", .. Scripts.Select(script => Path.Combine(ScriptRun.Folder, script)), .. others]);

        Assert.That(run.ExitCode, Is.Zero, run.Output);
    }

    [Test]
    public async Task Shellcheck_finds_an_unquoted_variable()
    {
        RequireShellcheck();

        var broken = RepositorySnapshot.Current["pipelines/scripts/keep-good.sh"]
            .Replace("sha256sum \"$2\"", "sha256sum $2", StringComparison.Ordinal);
        var run = await ScriptRun.RunAsync("shellcheck", ["-"], input: broken);

        Assert.That(run.Output, Does.Contain("SC2086"));
    }

    private static void RequireShellcheck() => Oracle.Require("shellcheck", Oracle.IsInstalled("shellcheck"), "apt-get install shellcheck");
}
