using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Pipelines.Tests.Scripts;
using Pipelines.Tests.Support;
using Rehearse;
using YamlDotNet.RepresentationModel;

namespace Pipelines.Tests.Pipeline;

/// <summary>
/// Tests that CI is one script, .ci/run, which requires only the repository. On Linux, the workflow runs this script. A separate job
/// tests the app without stand-ins. On other systems, the workflow runs the tests of single projects.
/// </summary>
public partial class ContinuousIntegrationTests
{
    private const string Workflow = ".github/workflows/ci.yml";
    private const string DeployedLockFiles = "**/packages.deployed.lock.json";

    private static readonly string[] DeployedBuildArguments =
    [
        "dotnet test Functions.Tests", "-c Release", "-p:UseStandIns=false", "-p:RestorePackagesWithLockFile=true",
        "--filter \"TestCategory!=Smoke\"",
    ];

    [Test]
    public void The_repositorys_workflows_pass() => Assert.That(WorkflowFindings(RepositorySnapshot.Current), Is.Empty);

    [TestCase("actions/checkout@", "actions/checkout@v7 # ", "actions/checkout@v7 is not pinned by commit")]
    [TestCase("run: bash .ci/run", "run: dotnet test", "runs 'dotnet test' instead of .ci/run")]
    [TestCase(
        "      - name: Store test results",
        "      - run: az login\n\n      - name: Store test results",
        "runs 'az login' instead of .ci/run")]
    [TestCase("contents: read", "contents: write", "has permissions other than read access to the contents")]
    [TestCase("path: artifacts/tests", "path: results", "does not store artifacts/tests")]
    [TestCase("path: artifacts/templates/*.json", "path: bicep", "does not store artifacts/templates")]
    [TestCase("COVERAGE: true", "COVERAGE: false", "collects no coverage")]
    [TestCase("run: dotnet test Functions.Tests", "run: dotnet build Functions.Tests", "'dotnet build Functions.Tests --filter")]
    [TestCase("local/tests/CommandLines.Tests", "local/tests/NoSuch.Tests", "NoSuch.Tests' does not run the tests of a project")]
    [TestCase("-p:UseStandIns=false ", "", "the step 'Build without stand-ins, and test the app' lacks -p:UseStandIns=false")]
    [TestCase("-p:RestorePackagesWithLockFile=true", "", "and test the app' lacks -p:RestorePackagesWithLockFile=true")]
    [TestCase("          dotnet test Functions.Tests", "          dotnet build Functions.Tests", "lacks dotnet test Functions.Tests")]
    [TestCase("path: '**/packages.deployed.lock.json'", "path: results", "does not store **/packages.deployed.lock.json")]
    public void An_invalid_copy_of_the_workflow_is_found(string find, string replace, string culprit) =>
        AssertFound(Workflow, find, replace, culprit);

    [TestCase("codeql", "actions: read", "actions: write", "a job has the permission actions: write")]
    [TestCase("codeql", "codeql-action/init@", "codeql-action/init@v4 # ", "github/codeql-action/init@v4 is not pinned by commit")]
    [TestCase("dependency-review", "contents: read", "pull-requests: write", "has permissions other than read access")]
    [TestCase("dependency-review", "    timeout", "    permissions: write-all\n    timeout", "a job has the permission write-all")]
    public void An_invalid_copy_of_another_workflow_is_found(string workflow, string find, string replace, string culprit) =>
        AssertFound($".github/workflows/{workflow}.yml", find, replace, culprit);

    [Test]
    public void The_readme_has_the_workflows_badge() =>
        Assert.That(RepositorySnapshot.Current["README.md"], Does.Contain("actions/workflows/ci.yml/badge.svg"));

    /// <summary>CI does not use the parent folder of the repository, the home folder, or temporary folders of other programs.</summary>
    [Test]
    public void CI_uses_nothing_outside_the_repository()
    {
        var script = RepositorySnapshot.Current[".ci/run"];

        Assert.That(
            OutsidePath().Matches(script).Select(match => match.Value),
            Is.EqualTo(new[] { "/.." }),
            "except for the change into the repository");
    }

    [TestCase("../shared/tools/check .")]
    [TestCase("~/tools/check")]
    [TestCase("cat /opt/list")]
    [TestCase("$HOME/bin/check")]
    public void A_path_outside_the_repository_is_found(string command) => Assert.That(OutsidePath().IsMatch(command), Is.True);

    /// <summary>
    /// A program that no test requires would be installed unnecessarily. A test whose program .ci/run does not list could be skipped in CI.
    /// </summary>
    [Test]
    public void CI_installs_the_oracles_that_tests_require()
    {
        var required = Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/node_modules/", StringComparison.Ordinal))
            .SelectMany(path => OracleCall().Matches(File.ReadAllText(path)))
            .Select(match => match.Groups[1].Value)
            .Distinct();
        var installed = OracleRow().Matches(RepositorySnapshot.Current[".ci/run"]).Select(match => match.Groups[1].Value);

        Assert.That(installed, Is.EquivalentTo(required));
    }

    /// <summary>
    /// Ubuntu does not have every Debian package. An unavailable package must not block the other packages, and CI does not require the
    /// unavailable package.
    /// </summary>
    [Test]
    [UnsupportedOSPlatform("windows")]
    [Platform(Include = "Linux", Reason = "The packages are Debian's and Ubuntu's.")]
    public async Task An_unavailable_system_package_does_not_prevent_the_installation_of_other_packages()
    {
        using var sandbox = new ScriptSandbox();
        var folder = Directory.CreateDirectory(Path.Combine(sandbox.Folder, "repository", ".ci"));
        var script = Path.Combine(folder.FullName, "run");
        await File.WriteAllTextAsync(script, RepositorySnapshot.Current[".ci/run"]
            .Replace(
                "  'shellcheck        shellcheck ",
                "  'offered           no-such-command1 offered'\n  'missing           no-such-command2 missing'\n  "
                + "'shellcheck        shellcheck ",
                StringComparison.Ordinal));
        sandbox.Install("apt-get", $"#!/bin/sh\necho \"$@\" >> '{sandbox.Folder}/apt'\n");
        sandbox.Install("apt-cache", "#!/bin/sh\ntest \"$2\" = offered\n");
        sandbox.Install("sudo", "#!/bin/sh\nshift\nexec \"$@\"\n");
        sandbox.InstallDotnet("true");

        var run = await sandbox.RunAsync(script, [], ("GITHUB_STEP_SUMMARY", "/dev/null"));

        var required = run.Output.Split('\n').Single(line => line.StartsWith("Required here:", StringComparison.Ordinal));
        Assert.That(required, Does.Contain("offered").And.Not.Contain("missing"));
        Assert.That(
            await File.ReadAllLinesAsync(Path.Combine(sandbox.Folder, "apt")), Has.Some.EndsWith(" offered").And.None.EndsWith(" missing"));
    }

    [Test]
    public void CI_and_the_pipeline_require_the_same_coverage()
    {
        var files = RepositorySnapshot.Current;
        var threshold = CoverageThreshold().Match(files["pipelines/variables.yml"]).Groups[1].Value;
        var folders = CoverageFolders().Match(files["pipelines/stages/build.yml"]).Groups[1].Value;

        Assert.That(
            Continuation().Replace(files[".ci/run"], " "),
            Does.Contain($"/coverage-threshold.mjs artifacts/tests {threshold} {folders}\n"));
    }

    /// <summary>
    /// CI restores in locked mode, which has no effect on a project without a lock file (docs/decisions/0022-supply-chain.md).
    /// </summary>
    [Test]
    public void Every_project_has_the_checksums_of_its_packages()
    {
        var projects = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(path => Path.GetDirectoryName(path)!)
            .ToList();

        Assert.That(projects, Is.Not.Empty);
        Assert.That(projects.Where(folder => !File.Exists(Path.Combine(folder, "packages.lock.json"))), Is.Empty);
        Assert.That(RepositorySnapshot.Current[".ci/run"], Does.Contain("export CI=true"));
    }

    private static void AssertFound(string workflow, string find, string replace, string culprit) =>
        Assert.That(WorkflowFindings(RepositorySnapshot.Current.With(workflow, find, replace)), Has.Some.Contains(culprit));

    private static IEnumerable<string> WorkflowFindings(RepositorySnapshot files)
    {
        foreach (var finding in files.Paths(".github/workflows", ".yml").SelectMany(path => SecurityFindings(Load(files[path]))))
            yield return finding;

        var jobs = (YamlMappingNode)Load(files[Workflow])["jobs"];
        var steps = Steps(jobs["ci"]).ToList();
        foreach (var command in Commands(steps).Where(command => command != "bash .ci/run"))
            yield return $"a step runs '{command}' instead of .ci/run";
        if (!Commands(steps).Any())
            yield return "the workflow does not run .ci/run";
        foreach (var folder in new[] { "artifacts/tests", "artifacts/templates" })
            if (!Stores(steps, folder))
                yield return $"the workflow does not store {folder}";
        if (!jobs["ci"].AllNodes.OfType<YamlMappingNode>().Any(node => node.Find("COVERAGE")?.ToString() == "true"))
            yield return "the workflow collects no coverage";

        foreach (var command in Commands(Steps(jobs["other-systems"])))
            if (!(TestCommand().Match(command) is { Success: true } test
                && Directory.Exists(Path.Combine(Repository.Root, test.Groups["project"].Value))))
                yield return $"the step '{command}' does not run the tests of a project";

        foreach (var finding in DeployedBuildFindings([.. Steps(jobs["deployed-build"])]))
            yield return finding;
    }

    /// <summary>Checks that the app is built without stand-ins and tested, and that the lock files of this build are stored.</summary>
    private static IEnumerable<string> DeployedBuildFindings(List<YamlMappingNode> steps)
    {
        if (!Commands(steps).Any())
            yield return "no step tests the deployed build";
        foreach (var step in steps)
            foreach (var argument in DeployedBuildArguments)
                if (step.Find("run")?.ToString() is { } command && !command.Contains(argument, StringComparison.Ordinal))
                    yield return $"the step '{step.Find("name")}' lacks {argument}";
        if (!Stores(steps, DeployedLockFiles))
            yield return $"the workflow does not store {DeployedLockFiles}";
    }

    private static bool Stores(List<YamlMappingNode> steps, string path) => steps.Exists(step =>
        step.Find("with") is YamlMappingNode inputs && inputs.Find("path")?.ToString().StartsWith(path, StringComparison.Ordinal) == true);

    /// <summary>Checks the rules for all workflows: actions are pinned, and only the results of a scan are written.</summary>
    private static IEnumerable<string> SecurityFindings(YamlMappingNode workflow)
    {
        if (workflow.Find("permissions") is not YamlMappingNode permissions || permissions.Children.Count != 1
            || permissions.Find("contents")?.ToString() != "read")
            yield return "the workflow has permissions other than read access to the contents";
        foreach (var job in ((YamlMappingNode)workflow["jobs"]).Children.Values.OfType<YamlMappingNode>())
        {
            if (job.Find("permissions") is YamlScalarNode all)
                yield return $"a job has the permission {all}";
            if (job.Find("permissions") is YamlMappingNode own)
                foreach (var (scope, access) in own.Children)
                    if (access.ToString() != "read" && scope.ToString() != "security-events")
                        yield return $"a job has the permission {scope}: {access}";
        }

        foreach (var action in Steps(workflow).Select(step => step.Find("uses")).OfType<YamlNode>())
            if (!PinnedAction().IsMatch(action.ToString()))
                yield return $"{action} is not pinned by commit";
    }

    private static YamlMappingNode Load(string workflow)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(workflow));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static IEnumerable<YamlMappingNode> Steps(YamlNode node) => node.AllNodes.OfType<YamlMappingNode>()
        .Where(child => child.Children.ContainsKey("uses") || child.Children.ContainsKey("run"));

    private static IEnumerable<string> Commands(IEnumerable<YamlMappingNode> steps) =>
        steps.Select(step => step.Find("run")?.ToString()).OfType<string>();

    [GeneratedRegex("^[\\w-]+(?:/[\\w-]+)+@[0-9a-f]{40}$")]
    private static partial Regex PinnedAction();

    [GeneratedRegex(@"^dotnet test (?<project>[\w./]+\.Tests)(?: |$)", RegexOptions.ExplicitCapture)]
    private static partial Regex TestCommand();

    [GeneratedRegex(@"/\.\.|\.\./|~/|\$HOME|(?<=\s)/(?!dev/null)\w+")]
    private static partial Regex OutsidePath();

    [GeneratedRegex(@"name: coverageThreshold\n(?: +#.*\n)* +value: (\d+)\n")]
    private static partial Regex CoverageThreshold();

    [GeneratedRegex("\"\\$\\(coverageThreshold\\)\"\\s+(.+)\n")]
    private static partial Regex CoverageFolders();

    /// <summary>A shell command's line break.</summary>
    [GeneratedRegex(@" \\\n +")]
    private static partial Regex Continuation();

    [GeneratedRegex("Oracle\\.Require\\(\\s*\"([\\w-]+)\"")]
    private static partial Regex OracleCall();

    [GeneratedRegex("(?m)^  '([\\w-]+) +\\w")]
    private static partial Regex OracleRow();
}
