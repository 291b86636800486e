using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Scripts;

/// <summary>Tests the initial setup of an environment, with a stand-in for az that stores the resources that it creates.</summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "The scripts run on Linux agents only.")]
public partial class BootstrapTests
{
    private static readonly string[] Arguments =
        [
            "prod", "--issuer", "https://login.example/t/v2.0", "--deployer-subject", "/eid1/c/deployer", "--reader-subject",
            "/eid1/c/reader",
        ];

    /// <summary>
    /// The stand-in's state before the first run: one provider is not registered, and the environment was never released.
    /// </summary>
    private const string EmptySubscription = "provider Microsoft.App NotRegistered\n";

    private const string Resources = """
        resource Microsoft.Storage/storageAccounts /st
        resource Microsoft.EventHub/namespaces /ns
        resource Microsoft.Kusto/clusters /adx

        """;

    /// <summary>The permissions that preflight and the service health alert require outside the resource group.</summary>
    private static readonly string[] SubscriptionRights =
    [
        "Microsoft.Authorization/permissions/read", "Microsoft.Insights/activityLogAlerts/read",
        "Microsoft.ResourceHealth/availabilityStatuses/read",
        "Microsoft.Resources/subscriptions/providers/read", "Microsoft.Resources/subscriptions/read", "Microsoft.Web/geoRegions/read",
    ];

    private static readonly string SubscriptionRole = RoleId("LatamFunctions prod subscription reader sub");
    private static readonly string WhatIfRole = RoleId("LatamFunctions prod what-if sub");

    private ScriptSandbox _sandbox = null!;

    private string StateFile => Path.Combine(_sandbox.Folder, "state");

    private string[] State => [.. File.ReadAllLines(StateFile).Order()];

    [SetUp]
    public void MakeSubscription()
    {
        _sandbox = new ScriptSandbox();
        _sandbox.Install("az", File.ReadAllText(Path.Combine(Repository.Root, "pipelines/tests/Scripts/azure-stand-in.bash")));
        File.WriteAllText(StateFile, EmptySubscription + Resources);
    }

    [TearDown]
    public void RemoveSandbox() => _sandbox.Dispose();

    [Test]
    public async Task An_empty_subscription_gets_everything_that_a_release_requires()
    {
        var run = await BootstrapAsync();

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(State.Select(line => line.Split(" condition ")[0]), Is.EqualTo(new[]
        {
            "assignment id-latamflights-prod-deployer-principal|Contributor|/subscriptions/sub/resourceGroups/rg-latamflights-prod",
            $"assignment id-latamflights-prod-deployer-principal|{SubscriptionRole}|/subscriptions/sub",
            "assignment id-latamflights-prod-deployer-principal|Role Based Access Control "
            + "Administrator|/subscriptions/sub/resourceGroups/rg-latamflights-prod",
            $"assignment id-latamflights-prod-reader-principal|{SubscriptionRole}|/subscriptions/sub",
            $"assignment id-latamflights-prod-reader-principal|{WhatIfRole}|/subscriptions/sub/resourceGroups/rg-latamflights-prod",
            "assignment id-latamflights-prod-reader-principal|Reader|/subscriptions/sub/resourceGroups/rg-latamflights-prod",
            "credential id-latamflights-prod-deployer https://login.example/t/v2.0 /eid1/c/deployer",
            "credential id-latamflights-prod-reader https://login.example/t/v2.0 /eid1/c/reader",
            "group rg-latamflights-prod",
            "group rg-latamflights-prod-identities",
            "identity id-latamflights-prod-deployer",
            "identity id-latamflights-prod-reader",
            "lock /adx",
            "lock /ns",
            "lock /st",
            "provider Microsoft.App Registered",
            "resource Microsoft.EventHub/namespaces /ns",
            "resource Microsoft.Kusto/clusters /adx",
            "resource Microsoft.Storage/storageAccounts /st",
            $"role {SubscriptionRole}|LatamFunctions prod subscription reader sub|{string.Join(' ', SubscriptionRights)}",
            $"role {WhatIfRole}|LatamFunctions prod what-if sub|Microsoft.Resources/deployments/validate/action "
            + "Microsoft.Resources/deployments/whatIf/action",
        }.Order()));
        Assert.That(run.Output, Does.Contain("pipelineClientId     id-latamflights-prod-deployer-client").And.Contain("Warnings: 0."));
    }

    [Test]
    public async Task A_second_run_changes_nothing()
    {
        await BootstrapAsync();
        var state = State;

        var run = await BootstrapAsync();

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("Nothing to change.").And.Not.Contain("run:"));
        Assert.That(State, Is.EqualTo(state));
    }

    /// <summary>Each interrupted run makes one more change. The last run has the same result as an uninterrupted run.</summary>
    /// <param name="interrupt">The interruption in each run: immediately after the first change, or before the second change.</param>
    [TestCase("after 1")]
    [TestCase("before 2")]
    public async Task A_run_interrupted_after_any_step_can_be_repeated(string interrupt)
    {
        var run = await BootstrapAsync();
        var (state, changes) = (State, Changes().Count(run.Output));
        File.WriteAllText(StateFile, EmptySubscription + Resources);

        var interruptions = 0;
        while ((await BootstrapAsync(("INTERRUPT", interrupt))).ExitCode != 0)
            interruptions++;

        Assert.That(interruptions, Is.EqualTo(interrupt == "after 1" ? changes : changes - 1));
        Assert.That((await BootstrapAsync()).Output, Does.Contain("Nothing to change."));
        Assert.That(State, Is.EqualTo(state));
    }

    /// <summary>A new role takes time to replicate across Azure.</summary>
    [Test]
    public async Task The_assignment_of_a_new_role_is_retried_until_the_role_exists()
    {
        var run = await BootstrapAsync(("STALE", "true"), ("POLL_SECONDS", "0"));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(State.Count(line => line.StartsWith("assignment ", StringComparison.Ordinal)), Is.EqualTo(6));
        Assert.That(run.Output, Does.Contain("Attempt 1: a new role or identity has not been replicated yet."));
    }

    /// <summary>The documented command, for teams that do not run the script, grants the same permissions.</summary>
    [Test]
    public void The_documented_role_matches_the_script()
    {
        var page = RepositorySnapshot.Current["docs/operations/first-time-setup.md"];
        var start = page.IndexOf("az role definition create", StringComparison.Ordinal);

        var actions = Action()
            .Matches(page[start..page.IndexOf("```", start, StringComparison.Ordinal)])
            .Select(match => match.Groups[1].Value);

        Assert.That(actions, Is.EqualTo(SubscriptionRights));
    }

    /// <summary>All apps in a region share one quota. Apps in other regions do not count.</summary>
    [TestCase("Brazil South\t4096\t100", true)]
    [TestCase("East US\t4096\t100", false)]
    [TestCase("Brazil South\t2048\t10", false)]
    public async Task A_quota_shared_with_other_apps_is_a_warning(string app, bool isWarning)
    {
        File.AppendAllText(StateFile, $"flex {app}\n");

        var run = await BootstrapAsync();

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output.Contains("512,000 MB quota per region", StringComparison.Ordinal), Is.EqualTo(isWarning), run.Output);
    }

    [Test]
    public async Task The_result_of_each_run_is_mailed_to_the_specified_address()
    {
        var run = await BootstrapAsync(MailTo("on-call@example.com"));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(State.Single(line => line.StartsWith("mail ", StringComparison.Ordinal)), Is.EqualTo(
            """
            mail {"description":"A run of release has completed",
            "filter":{"type":"Expression","eventType":"ms.vss-build.build-completed-event","criteria":{"clauses":[
            {"index":1,"logicalOperator":"","fieldName":"Definition name","operator":"=","value":"\\LATAM flights\\release"}]}},
            "channel":{"type":"EmailHtml","address":"on-call@example.com","useCustomAddress":true},
            "subscriber":{"id":"team-1"},"scope":{"type":"none","id":"project-1"}}
            """.ReplaceLineEndings("")));
    }

    [TestCase("on-call@example.com", 0)]
    [TestCase("other@example.com", 1)]
    public async Task A_different_mail_address_is_one_change(string address, int changes)
    {
        await BootstrapAsync(MailTo("on-call@example.com"));

        var run = await BootstrapAsync(MailTo(address));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(Changes().Count(run.Output), Is.EqualTo(changes));
        Assert.That(
            State.Single(line => line.StartsWith("mail ", StringComparison.Ordinal)),
            Does.Contain($"\"address\":\"{address}\"").And.Contain("\"subscriber\":{\"id\":\"team-1\"}"));
    }

    [TestCase("--mail", "on-call@example.com")]
    [TestCase("--organization", "https://dev.azure.com/o", "--project", "p", "--pipeline", "q", "--mail", "no address")]
    [TestCase("--organization", "https://dev.azure.com/o", "--project", "p\"", "--pipeline", "q", "--mail", "a@example.com")]
    public async Task Incomplete_or_malformed_mail_arguments_are_rejected(params string[] arguments)
    {
        var run = await BootstrapAsync(arguments);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("usage: bootstrap.sh"));
        Assert.That(File.ReadAllText(StateFile), Is.EqualTo(EmptySubscription + Resources));
    }

    [Test]
    public async Task A_dry_run_prints_every_change_without_making_it()
    {
        var before = File.ReadAllText(StateFile);
        var dry = await BootstrapAsync(["--dry-run"]);
        Assert.That(dry.ExitCode, Is.Zero, dry.Output + dry.Error);
        Assert.That(File.ReadAllText(StateFile), Is.EqualTo(before));

        var real = await BootstrapAsync();

        Assert.That(
            dry.Output.Split('\n').Count(line => line.StartsWith("would run: az", StringComparison.Ordinal)),
            Is.EqualTo(Changes().Count(real.Output)));
    }

    [Test]
    public async Task Before_the_first_release_the_script_reports_that_there_is_nothing_to_lock()
    {
        File.WriteAllText(StateFile, EmptySubscription);

        var run = await BootstrapAsync();

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(State, Has.None.StartsWith("lock"));
        Assert.That(run.Output,
            Does.Contain("Microsoft.Kusto/clusters: does not exist yet. Run this script again after the first release."));
    }

    [Test]
    public async Task Differing_permissions_and_credentials_are_replaced()
    {
        await BootstrapAsync();
        var state = State;
        var changed = File.ReadAllText(StateFile)
            .Replace("/eid1/c/deployer", "/eid1/c/other", StringComparison.Ordinal)
            .Replace(" Microsoft.Web/geoRegions/read", "", StringComparison.Ordinal)
            .Replace("ForAnyOfAnyValues", "ForAllOfAllValues", StringComparison.Ordinal);
        File.WriteAllText(StateFile, changed);

        var run = await BootstrapAsync();

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(State, Is.EqualTo(state));
        // The changes are the role, the credential, and the assignment, which counts twice because it is deleted and created again.
        Assert.That(Changes().Count(run.Output), Is.EqualTo(4));
    }

    [Test]
    public void The_deployer_may_assign_only_the_roles_in_the_templates()
    {
        var templates = RepositorySnapshot.Current.Paths("bicep", ".bicep")
            .SelectMany(path => RoleVariable().Matches(RepositorySnapshot.Current[path]))
            .Select(match => match.Groups[1].Value);
        var script = RepositorySnapshot.Current["pipelines/scripts/bootstrap.sh"];

        Assert.That(Guid().Matches(script).Select(match => match.Value).Order(), Is.EqualTo(templates.Distinct().Order()));
    }

    private static string[] MailTo(string address) =>
        ["--organization", "https://dev.azure.com/latam", "--project", "LATAM flights", "--pipeline", "release", "--mail", address];

    private Task<ScriptRun> BootstrapAsync(params (string, string)[] environment) => BootstrapAsync([], environment);

    private Task<ScriptRun> BootstrapAsync(string[] more, params (string, string)[] environment) =>
        _sandbox.RunAsync(
            "bootstrap.sh",
            [.. Arguments, .. more],
            [("STATE", StateFile), ("COUNT", Path.Combine(_sandbox.Folder, "count")), .. environment]);

    /// <summary>Returns the hash of a role's name in the form of a GUID.</summary>
    private static string RoleId(string name)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"sub {name}")));
        return $"{hash[..8]}-{hash[8..12]}-{hash[12..16]}-{hash[16..20]}-{hash[20..32]}";
    }

    [GeneratedRegex("\"(Microsoft\\.\\w+/[\\w/]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("(?m)^run: ")]
    private static partial Regex Changes();

    [GeneratedRegex("(?m)^var \\w+ = '([0-9a-f]{8}-[0-9a-f-]{27})'")]
    private static partial Regex RoleVariable();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Guid();
}
