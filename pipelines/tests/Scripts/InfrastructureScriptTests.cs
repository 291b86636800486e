using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace Pipelines.Tests.Scripts;

/// <summary>Tests the scripts that run before a deployment: the preflight check and the start of a stopped cluster.</summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "The scripts run on Linux agents only.")]
public class InfrastructureScriptTests
{
    private const string Cluster = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Kusto/clusters/adx";
    private const string Denied = "!ERROR: (AuthorizationFailed) The client does not have authorization to perform the action";

    private const string AllRights = """{ "value": [ { "actions": ["*"], "notActions": [] } ] }""";

    private ScriptSandbox _sandbox = null!;

    [SetUp]
    public void MakeSandbox() => _sandbox = new ScriptSandbox();

    [TearDown]
    public void RemoveSandbox() => _sandbox.Dispose();

    [Test]
    public async Task Preflight_passes_if_nothing_is_missing()
    {
        _sandbox.InstallAz(Subscription(AllRights));

        var run = await _sandbox.RunAsync("preflight.sh", ["dev", "rg"]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Is.EqualTo("rg in brazilsouth is ready.\n"));
    }

    [TestCase("package", "package", 0)]
    [TestCase("package", "damaged", 1)]
    [TestCase("package", null, 1, Description = "The package is missing.")]
    [TestCase(null, "package", 1, Description = "The checksum is missing.")]
    public async Task Preflight_compares_the_package_with_the_checksum_of_the_build(string? built, string? downloaded, int exitCode)
    {
        _sandbox.InstallAz(Subscription(AllRights));
        var scripts = _sandbox.MakeArtifact();
        var artifact = Path.Combine(scripts, "..", "..");
        await File.WriteAllTextAsync(Path.Combine(artifact, "build.json"), "{}");
        if (downloaded is not null)
            await File.WriteAllTextAsync(Path.Combine(artifact, "functions.zip"), downloaded);
        if (built is not null)
        {
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(built)));
            await File.WriteAllTextAsync(Path.Combine(artifact, "functions.zip.sha256"), $"{checksum}  functions.zip\n");
        }

        var run = await _sandbox.RunAsync(Path.Combine(scripts, "preflight.sh"), ["dev", "rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output + run.Error);
        Assert.That(run.Output.Contains("does not match functions.zip.sha256", StringComparison.Ordinal), Is.EqualTo(exitCode != 0));
    }

    [Test]
    public async Task Preflight_reports_an_unregistered_provider()
    {
        _sandbox.InstallAz([("--namespace Microsoft.App ", "NotRegistered"), .. Subscription(AllRights)]);

        var run = await _sandbox.RunAsync("preflight.sh", ["dev", "rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("Microsoft.App is NotRegistered").And.Not.Contain("Microsoft.Kusto is"));
        Assert.That(run.Output, Does.Not.Contain("Flex Consumption"));
    }

    [TestCase("group show", "Microsoft.Resources/subscriptions/resourceGroups/read")]
    [TestCase("provider show", "Microsoft.Resources/subscriptions/providers/read")]
    [TestCase("list-flexconsumption-locations", "Microsoft.Web/geoRegions/read")]
    public async Task Preflight_reports_a_missing_permission_in_the_subscription(string command, string right)
    {
        _sandbox.InstallAz([(command, Denied), .. Subscription(AllRights)]);

        var run = await _sandbox.RunAsync("preflight.sh", ["dev", "rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain($"lacks the right {right}. Run pipelines/scripts/bootstrap.sh dev"));
        Assert.That(run.Output.Split('\n').Count(line => line.Contains("lacks the right", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task Preflight_reports_a_missing_permission_in_the_resource_group()
    {
        // The permissions of the role Contributor.
        _sandbox.InstallAz(Subscription("""{ "value": [ { "actions": ["*"], "notActions": ["Microsoft.Authorization/*/Write"] } ] }"""));

        var run = await _sandbox.RunAsync("preflight.sh", ["dev", "rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("lacks the right Microsoft.Authorization/roleAssignments/write in rg"));
        Assert.That(run.Output, Does.Not.Contain("deployments/write"));
    }

    /// <summary>
    /// The service health alert, which requires the permission, is created last. The check must report the missing permission earlier.
    /// </summary>
    [Test]
    public async Task Preflight_reports_a_missing_subscription_permission_that_only_an_alert_requires()
    {
        const string rights = """
            { "value": [ { "actions": [ "Microsoft.Authorization/permissions/read", "Microsoft.Insights/activityLogAlerts/read",
              "Microsoft.Resources/subscriptions/*", "Microsoft.Web/geoRegions/read" ] } ] }
            """;
        _sandbox.InstallAz([("/subscriptions/sub/providers/Microsoft.Authorization/permissions", rights), .. Subscription(AllRights)]);

        var run = await _sandbox.RunAsync("preflight.sh", ["dev", "rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output.Trim(), Is.EqualTo(
            "##vso[task.logissue type=error]This connection lacks the right Microsoft.ResourceHealth/availabilityStatuses/read in the "
            + "subscription. Run pipelines/scripts/bootstrap.sh dev as Owner to grant it."));
    }

    [Test]
    public async Task Preflight_shows_an_error_unrelated_to_permissions()
    {
        _sandbox.InstallAz([("provider show", "!ERROR: connection reset"), .. Subscription(AllRights)]);

        var run = await _sandbox.RunAsync("preflight.sh", ["dev", "rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("failed: ERROR: connection reset").And.Not.Contain("lacks the right"));
    }

    [Test]
    public async Task Preflight_reports_a_missing_permission_in_a_shared_workspace()
    {
        const string Workspace = "/subscriptions/other/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/shared";
        _sandbox.InstallAz(
            [($"{Workspace}/providers/Microsoft.Authorization/permissions", """{ "value": [] }"""), .. Subscription(AllRights)]);

        var run = await _sandbox.RunAsync("preflight.sh", ["dev", "rg"], ("SHARED_WORKSPACE_ID", Workspace));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain(
            "lacks the right Microsoft.OperationalInsights/workspaces/sharedKeys/action in the shared workspace. Ask its owner"));
    }

    [TestCase("prod", 1)]
    [TestCase("dev", 0)]
    public async Task Preflight_checks_zone_redundancy_if_the_environment_uses_it(string environment, int exitCode)
    {
        _sandbox.InstallAz([("list-flexconsumption-locations --zone-redundant true", "East US"), .. Subscription(AllRights)]);

        var run = await _sandbox.RunAsync("preflight.sh", [environment, "rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output + run.Error);
        Assert.That(
            run.Output.Contains("Flex Consumption with zone redundancy is not offered in brazilsouth"), Is.EqualTo(environment == "prod"));
    }

    [Test]
    public async Task A_stopped_cluster_is_started_once_and_awaited()
    {
        _sandbox.Install("az", $$"""
            #!/usr/bin/env bash
            echo "$*" >> '{{_sandbox.Folder}}/calls.txt'
            case "$*" in
              'resource list'*) echo {{Cluster}} ;;
              'resource show'*)
                read -r -a states < '{{_sandbox.Folder}}/states'
                echo "${states[0]}"
                [ "${#states[@]}" -eq 1 ] || echo "${states[@]:1}" > '{{_sandbox.Folder}}/states' ;;
              'rest --method post'*) ;;
              *) exit 3 ;;
            esac
            """);
        await File.WriteAllTextAsync(Path.Combine(_sandbox.Folder, "states"), "Stopping Stopped Stopped Starting Running\n");

        var run = await _sandbox.RunAsync("start-cluster.sh", ["rg"], ("POLL_SECONDS", "0"));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.EndWith("adx is running.\n"));
        Assert.That(
            _sandbox.AzCalls.Split('\n').Count(call => call.Contains($"{Cluster}/start?api-version=", StringComparison.Ordinal)),
            Is.EqualTo(1));
    }

    [TestCase("", "Running", 0, "rg has no cluster yet.")]
    [TestCase(Cluster, "Running", 0, "adx is running.")]
    [TestCase(Cluster, "Deleting", 1, "adx is in the state 'Deleting'")]
    [TestCase(Cluster, "Stopped", 1, "did not start within 0 s. Its last state was 'Stopped'")]
    public async Task A_cluster_that_runs_or_cannot_be_started_is_reported(
        string cluster, string state, int exitCode, string message)
    {
        _sandbox.InstallAz(("resource list", cluster), ("resource show", state), ("rest --method post", ""));

        var run = await _sandbox.RunAsync("start-cluster.sh", ["rg"], ("POLL_SECONDS", "0"), ("WAIT_SECONDS", "0"));

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Error);
        Assert.That(run.Output, Does.Contain(message));
    }

    private static (string, string)[] Subscription(string permissions) =>
    [
        ("group show", "brazilsouth"),
        ("account show", "sub"),
        ("Microsoft.Authorization/permissions", permissions),
        ("provider show", "Registered"),
        ("list-flexconsumption-locations", "Brazil South"),
    ];
}
