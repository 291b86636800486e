using System.Runtime.Versioning;

namespace Pipelines.Tests.Scripts;

/// <summary>The scripts around a deployment of the templates, run from an artefact without execute bits.</summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "The agents run Linux, and so do the scripts.")]
public class InfrastructureScriptTests
{
    private const string Cluster = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Kusto/clusters/adx";
    private const string Namespace = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.EventHub/namespaces/ns";
    private const string Denied = "!ERROR: (AuthorizationFailed) The client does not have authorization to perform the action";

    private const string AllRights = """{ "value": [ { "actions": ["*"], "notActions": [] } ] }""";

    private const string Parameters = """
        { "parameters": {
          "kusto": { "value": { "instances": 2, "maximumInstances": 6 } },
          "eventHubs": { "value": { "units": 10, "maximumUnits": 20 } } } }
        """;

    private ScriptSandbox _sandbox = null!;

    [SetUp]
    public void MakeSandbox() => _sandbox = new ScriptSandbox();

    [TearDown]
    public void RemoveSandbox() => _sandbox.Dispose();

    [Test]
    public async Task Preflight_passes_where_nothing_is_missing()
    {
        _sandbox.InstallAz(Subscription(AllRights));

        var run = await _sandbox.RunAsync("preflight.sh", ["dev", "rg"]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Is.EqualTo("rg in brazilsouth is ready.\n"));
    }

    [Test]
    public async Task Preflight_names_the_provider_that_is_not_registered()
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
    public async Task Preflight_names_a_right_that_is_missing_in_the_subscription(string command, string right)
    {
        _sandbox.InstallAz([(command, Denied), .. Subscription(AllRights)]);

        var run = await _sandbox.RunAsync("preflight.sh", ["dev", "rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain($"lacks the right {right}. Run pipelines/scripts/bootstrap.sh dev"));
        Assert.That(run.Output.Split('\n').Count(line => line.Contains("lacks the right", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task Preflight_names_a_right_that_is_missing_in_the_group()
    {
        // Contributor and nothing else.
        _sandbox.InstallAz(Subscription("""{ "value": [ { "actions": ["*"], "notActions": ["Microsoft.Authorization/*/Write"] } ] }"""));

        var run = await _sandbox.RunAsync("preflight.sh", ["dev", "rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("lacks the right Microsoft.Authorization/roleAssignments/write in rg"));
        Assert.That(run.Output, Does.Not.Contain("deployments/write"));
    }

    [Test]
    public async Task Preflight_shows_an_error_that_is_about_no_right()
    {
        _sandbox.InstallAz([("provider show", "!ERROR: connection reset"), .. Subscription(AllRights)]);

        var run = await _sandbox.RunAsync("preflight.sh", ["dev", "rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("failed: ERROR: connection reset").And.Not.Contain("lacks the right"));
    }

    [TestCase("prod", 1)]
    [TestCase("dev", 0)]
    public async Task Preflight_asks_for_zone_redundancy_where_the_environment_has_it(string environment, int exitCode)
    {
        _sandbox.InstallAz([("list-flexconsumption-locations --zone-redundant true", "East US"), .. Subscription(AllRights)]);

        var run = await _sandbox.RunAsync("preflight.sh", [environment, "rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output + run.Error);
        Assert.That(run.Output.Contains("Flex Consumption with zone redundancy is not offered in brazilsouth"), Is.EqualTo(environment == "prod"));
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
        Assert.That(_sandbox.AzCalls.Split('\n').Count(call => call.Contains($"{Cluster}/start?api-version=", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [TestCase("", "Running", 0, "rg has no cluster yet.")]
    [TestCase(Cluster, "Running", 0, "adx is running.")]
    [TestCase(Cluster, "Deleting", 1, "adx is in the state 'Deleting'")]
    [TestCase(Cluster, "Stopped", 1, "did not run within 0 s; its last state was 'Stopped'")]
    public async Task A_cluster_that_needs_no_start_or_cannot_be_started_is_reported(string cluster, string state, int exitCode, string message)
    {
        _sandbox.InstallAz(("resource list", cluster), ("resource show", state), ("rest --method post", ""));

        var run = await _sandbox.RunAsync("start-cluster.sh", ["rg"], ("POLL_SECONDS", "0"), ("WAIT_SECONDS", "0"));

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Error);
        Assert.That(run.Output, Does.Contain(message));
    }

    [TestCase("4", "14", "kustoInstances=4 eventHubUnits=14")]
    [TestCase("2", "20", "kustoInstances=2 eventHubUnits=20")]
    [TestCase("1", "21", "")]
    public async Task A_release_keeps_the_capacities_that_autoscale_chose(string instances, string units, string kept)
    {
        var scripts = _sandbox.MakeArtefact(Parameters);
        _sandbox.InstallAz(Capacities(instances, units));

        var run = await _sandbox.RunAsync(Path.Combine(scripts, "deploy-infrastructure.sh"), ["prod", "rg"], ("BUILD_BUILDID", "7"));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        var create = _sandbox.AzCalls.Split('\n').Single(call => call.StartsWith("deployment group create", StringComparison.Ordinal));
        Assert.That(create, Does.Contain("--name latamflights-7 --mode Incremental --template-file "));
        Assert.That(create, Does.Match($@"bicep/main\.json --parameters \S+/parameters\.json {kept}{(kept == "" ? "" : " ")}--output none$"));
    }

    [Test]
    public async Task A_new_environment_has_the_capacities_of_its_parameter_file()
    {
        var scripts = _sandbox.MakeArtefact(Parameters);
        _sandbox.InstallAz(("resource list", ""), ("deployment group create", ""));

        var run = await _sandbox.RunAsync(Path.Combine(scripts, "deploy-infrastructure.sh"), ["prod", "rg"]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(_sandbox.AzCalls, Does.Not.Contain("kustoInstances").And.Not.Contain("eventHubUnits"));
    }

    [Test]
    public async Task A_preview_is_made_with_what_the_release_will_deploy()
    {
        var scripts = _sandbox.MakeArtefact(Parameters);
        _sandbox.InstallAz([.. Capacities("4", "14"), ("deployment group what-if", """{ "status": "Succeeded", "changes": [] }""")]);

        var run = await _sandbox.RunAsync(Path.Combine(scripts, "what-if.sh"), ["prod", "rg", Path.Combine(_sandbox.Folder, "out")]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("# What would change in prod"));
        Assert.That(_sandbox.AzCalls, Does.Match(@"what-if .*bicep/main\.json --parameters \S+ kustoInstances=4 eventHubUnits=14 --validation-level ProviderNoRbac"));
    }

    [Test]
    public async Task The_template_gets_the_digest_of_the_releases_key_and_not_the_key()
    {
        var scripts = _sandbox.MakeArtefact();

        var run = await _sandbox.RunAsync(
            Path.Combine(scripts, "build-parameters.sh"), ["dev", Path.Combine(_sandbox.Folder, "p.json")], ("RELEASE_KEY", "s3cret"));

        // sha256sum of "s3cret", by another implementation.
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("s3cret"u8));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Is.EqualTo($"digest {digest} of dev.bicepparam\n"));
    }

    [Test]
    public async Task An_undefined_variable_stops_a_deployment_before_it_is_deployed_as_a_value()
    {
        var scripts = _sandbox.MakeArtefact();
        _sandbox.InstallAz(("deployment group create", ""));

        var run = await _sandbox.RunAsync(Path.Combine(scripts, "deploy-infrastructure.sh"), ["dev", "rg"], ("ANALYSTS_GROUP_ID", "$(analystsGroupId)"));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("$(analystsGroupId) is not in the environment's variable group"));
        Assert.That(_sandbox.AzCalls, Is.Empty);
    }

    private static (string, string)[] Subscription(string permissions) =>
    [
        ("group show", "brazilsouth"),
        ("account show", "sub"),
        ("Microsoft.Authorization/permissions", permissions),
        ("provider show", "Registered"),
        ("list-flexconsumption-locations", "Brazil South"),
    ];

    private static (string, string)[] Capacities(string instances, string units) =>
    [
        ("resource list --resource-group rg --resource-type Microsoft.Kusto/clusters", Cluster),
        ("resource list --resource-group rg --resource-type Microsoft.EventHub/namespaces", Namespace),
        ($"resource show --ids {Cluster}", instances),
        ($"resource show --ids {Namespace}", units),
        ("deployment group create", ""),
    ];
}
