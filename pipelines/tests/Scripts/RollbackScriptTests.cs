using System.Runtime.Versioning;

namespace Pipelines.Tests.Scripts;

/// <summary>
/// Tests the scripts that store release packages, select a package for a rollback, and report the rollback. The tests use a stand-in for
/// az.
/// </summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "The scripts run on Linux agents only.")]
public class RollbackScriptTests
{
    // The SHA-256 hash of an empty file.
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private ScriptSandbox _sandbox = null!;
    private string _package = "";

    [SetUp]
    public void MakeSandbox()
    {
        _sandbox = new ScriptSandbox();
        _package = Path.Combine(_sandbox.Folder, "package.zip");
        File.WriteAllText(_package, "");
    }

    [TearDown]
    public void RemoveSandbox() => _sandbox.Dispose();

    [Test]
    public async Task A_good_package_replaces_the_previous_package_which_remains_available()
    {
        InstallBlobs(("last-good.zip", "20261121.3"));

        var run = await Run("keep-good.sh", ["st", "releases", _package, "20261122.1"]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(Uploads(), Is.EqualTo(new[] { "previous-good.zip build=20261121.3", "last-good.zip build=20261122.1" }));
    }

    [TestCase("20261122.1", "")]
    [TestCase("20261121.3", "discard")]
    [TestCase("20261122.10", "", Description = "The Production stage of an older run was run again, to replace a defective build.")]
    public async Task A_package_that_is_already_stored_or_defective_is_not_stored_as_the_previous_package(string kept, string mode)
    {
        InstallBlobs(("last-good.zip", kept));

        var run = await Run("keep-good.sh", ["st", "releases", _package, "20261122.1", mode]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(Uploads(), Is.EqualTo(new[] { "last-good.zip build=20261122.1" }));
    }

    /// <summary>The release of an older build replaces a defective newer build, which a later rollback must not deploy.</summary>
    [TestCase("20261122.9", true)]
    [TestCase("20261122.8", true, Description = "The same build, which will be stored as last-good.zip.")]
    [TestCase("20261122.7", false)]
    public async Task A_release_of_an_older_build_replaces_only_a_newer_previous_package(string previous, bool isReplaced)
    {
        InstallBlobs(("last-good.zip", "20261122.10"), ("previous-good.zip", previous));

        var run = await Run("keep-good.sh", ["st", "releases", _package, "20261122.8"]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        string[] uploads = ["previous-good.zip build=20261122.8", "last-good.zip build=20261122.8"];
        Assert.That(Uploads(), Is.EqualTo(isReplaced ? uploads : uploads[1..]));
    }

    [Test]
    public async Task The_first_good_package_has_no_previous_package()
    {
        InstallBlobs();

        var run = await Run("keep-good.sh", ["st", "releases", _package, "20261122.1"]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(Uploads(), Is.EqualTo(new[] { "last-good.zip build=20261122.1" }));
    }

    /// <summary>
    /// A rollback after a failure fetches the last good package. A manual rollback fetches the last good package whose build is not
    /// excluded.
    /// </summary>
    [TestCase("", "20261122.1")]
    [TestCase("20261122.1", "20261121.3")]
    [TestCase("20261123.1", "20261122.1")]
    [TestCase("20261123.1 20261122.1", "20261121.3", Description = "The running build and another build that is specified as defective.")]
    public async Task A_rollback_fetches_the_good_package_that_is_not_running(string excluded, string fetched)
    {
        InstallBlobs(("last-good.zip", "20261122.1"), ("previous-good.zip", "20261121.3"));

        var run = await Run("fetch-good.sh", ["st", "releases", _package, .. excluded.Split(' ')]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain($"##vso[task.setvariable variable=lastGoodBuild]{fetched}\n"));
    }

    [Test]
    public async Task Without_a_good_package_from_a_different_build_nothing_is_fetched()
    {
        InstallBlobs(("last-good.zip", "20261122.1"));

        var run = await Run("fetch-good.sh", ["st", "releases", _package, "20261122.1"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("st has no good package of another build than 20261122.1."));
        Assert.That(run.Output, Does.Contain("##vso[task.setvariable variable=lastGoodBuild]\n"));
    }

    [Test]
    public async Task The_first_release_reports_that_there_is_no_package_for_a_rollback()
    {
        _sandbox.InstallAz(("storage blob exists", "false"));

        var run = await Run("fetch-good.sh", ["st", "releases", Path.Combine(_sandbox.Folder, "good.zip")]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("st has no good package. Nothing is deployed."));
        Assert.That(run.Output, Does.Contain("##vso[task.setvariable variable=lastGoodBuild]\n"));
    }

    [Test]
    public async Task A_damaged_package_is_not_restored()
    {
        var package = Path.Combine(_sandbox.Folder, "good.zip");
        await File.WriteAllTextAsync(package, "damaged");
        _sandbox.InstallAz(
            ("storage blob exists", "true"),
            ("storage blob download", ""),
            ("--query build", "20261121.3"),
            ("--query sha256", "0000"));

        var run = await Run("fetch-good.sh", ["st", "releases", package]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("is damaged").And.Contain("build 20261121.3"));
        Assert.That(run.Output, Does.Not.Contain("setvariable"));
    }

    [TestCase("failure", "20261121.3", "20261122.1", "Succeeded", "failed and was rolled back. prod runs build 20261121.3 again")]
    [TestCase("failure", "20261121.3", "", "Succeeded", "failed and was rolled back. prod runs build 20261121.3 again")]
    [TestCase(
        "failure", "20261121.3", "20261121.3", "Succeeded",
        "failed before its package was deployed. prod still runs build 20261121.3")]
    [TestCase("failure", "20261121.3", "20261122.1", "Failed", "The rollback of prod to build 20261121.3 FAILED")]
    [TestCase(
        "failure", "$(lastGoodBuild)", "$(runningBuild)", "Failed",
        "FAILED before anything was deployed, because the last good package could not be fetched. prod runs no build that responds")]
    [TestCase("failure", "$(lastGoodBuild)", "20261122.1", "Failed", "prod runs 20261122.1. Act now")]
    [TestCase("failure", "", "20261122.1", "Succeeded", "prod has no good package to roll back to and runs 20261122.1")]
    [TestCase(
        "manual", "20261121.3", "20261122.1", "Succeeded",
        "prod was rolled back manually and runs build 20261121.3 instead of 20261122.1")]
    [TestCase("manual", "20261121.3", "20261122.1", "Failed", "The rollback of prod to build 20261121.3 FAILED")]
    [TestCase("manual", "", "20261122.1", "Succeeded", "prod has no good package to roll back to and runs 20261122.1")]
    public async Task The_notification_names_the_running_build(
        string reason, string lastGoodBuild, string runningBuild, string status, string text)
    {
        var run = await Run(
            "notify.sh",
            ["prod", reason],
            ("STORAGE_NAME", "st"),
            ("LAST_GOOD_BUILD", lastGoodBuild),
            ("RUNNING_BUILD", runningBuild),
            ("AGENT_JOBSTATUS", status),
            ("ALERT_WEBHOOK_URL", "$(alertWebhookUrl)"));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain(text));
    }

    [Test]
    public async Task The_notification_is_posted_to_the_webhook_and_to_each_chat_channel()
    {
        var calls = Path.Combine(_sandbox.Folder, "posts.txt");
        _sandbox.Install("curl", $"#!/usr/bin/env bash\necho \"$*\" >> '{calls}'\n");

        var run = await Run(
            "notify.sh",
            ["prod", "failure"],
            ("STORAGE_NAME", "st"),
            ("LAST_GOOD_BUILD", "20261121.3"),
            ("RUNNING_BUILD", "20261122.1"),
            ("ALERT_WEBHOOK_URL", "https://on-call.example"),
            ("SLACK_WEBHOOK_URL", "https://slack.example"),
            ("TEAMS_WEBHOOK_URL", "https://teams.example"));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var posts = await File.ReadAllLinesAsync(calls);
        Assert.That(posts.Select(post => post[(post.LastIndexOf(' ') + 1)..]), Is.EqualTo(
            ["https://on-call.example", "https://slack.example", "https://teams.example"]));
        Assert.That(posts, Is.All.Contain("prod runs build 20261121.3 again"));
        Assert.That(posts[1], Does.Contain("{\"text\": \"Release"));
        Assert.That(posts[2], Does.Contain("\"contentType\": \"application/vnd.microsoft.card.adaptive\""));
    }

    /// <summary>
    /// A first release whose deployment failed has neither outputs nor a package, so the notification must not blame the package download.
    /// </summary>
    [Test]
    public async Task The_notification_states_only_that_a_deployment_has_no_outputs()
    {
        var run = await Run(
            "notify.sh",
            ["prod", "failure"],
            ("STORAGE_NAME", "$(storageName)"),
            ("LAST_GOOD_BUILD", "$(lastGoodBuild)"),
            ("RUNNING_BUILD", "$(runningBuild)"),
            ("AGENT_JOBSTATUS", "Failed"));

        Assert.That(
            run.Output,
            Does.Contain("Nothing was rolled back in prod, because it has no successful deployment or the outputs could not be read."));
        Assert.That(run.Output, Does.Not.Contain("could not be fetched"));
    }

    private Task<ScriptRun> Run(string script, string[] arguments, params (string Name, string Value)[] environment) =>
        _sandbox.RunAsync(Path.Combine(_sandbox.MakeArtifact(), script), arguments, environment);

    /// <summary>Installs an az whose storage container has the packages. Each package is an empty file.</summary>
    private void InstallBlobs(params (string Name, string Build)[] blobs)
    {
        var metadata = string.Concat(blobs.Select(blob => $"""
              *'--name {blob.Name} --query exists'*) echo true ;;
              *'--name {blob.Name} --query build'*) echo {blob.Build} ;;
              *'--name {blob.Name} --query sha256'*) echo {EmptyHash} ;;

            """));
        _sandbox.Install("az", $$"""
            #!/usr/bin/env bash
            echo "$*" >> '{{_sandbox.Folder}}/calls.txt'
            case "$*" in
            {{metadata}}
              *'--query exists'*) echo false ;;
              'storage blob download'*) while [ $# -gt 1 ]; do [ "$1" != --file ] || : > "$2"; shift; done ;;
              'storage blob upload'*) ;;
              *) exit 3 ;;
            esac
            """);
    }

    private IEnumerable<string> Uploads() => _sandbox.AzCalls.Split('\n')
        .Where(call => call.StartsWith("storage blob upload", StringComparison.Ordinal))
        .Select(call => string.Join(
            ' ', call.Split(' ').Where(word => word.EndsWith("-good.zip", StringComparison.Ordinal)
                || word.StartsWith("build=", StringComparison.Ordinal))));
}
