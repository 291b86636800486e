using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace Pipelines.Tests.Scripts;

/// <summary>Tests the scripts that deploy the templates and preview the deployment, from an artifact without execute bits.</summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "The scripts run on Linux agents only.")]
public partial class DeploymentScriptTests
{
    private const string Cluster = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Kusto/clusters/adx";
    private const string Namespace = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.EventHub/namespaces/ns";
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

    [TestCase("4", "14", "kustoInstances=4 eventHubUnits=14 ")]
    [TestCase("2", "20", "kustoInstances=2 eventHubUnits=20 ")]
    [TestCase("1", "21", "")]
    public async Task A_release_retains_the_capacities_set_by_autoscale(string instances, string units, string kept)
    {
        var scripts = _sandbox.MakeArtifact(Parameters);
        _sandbox.InstallAz([("deployment group list", ""), .. Capacities(instances, units)]);

        var run = await DeployAsync(scripts, "prod", ("BUILD_BUILDID", "7"));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        var create = _sandbox.AzCalls.Split('\n').Single(call => call.StartsWith("deployment group create", StringComparison.Ordinal));
        Assert.That(create, Does.Match("--name latamflights-7-1-[0-9a-f]{16} --mode Incremental --template-file "));
        Assert.That(
            create,
            Does.Match($@"bicep/main\.json --parameters \S+/parameters\.json {kept}budgetStartDate=2026-11-01T00:00:00Z --output none$"));
    }

    [Test]
    public async Task A_new_environment_has_the_capacities_in_its_parameter_file()
    {
        var scripts = _sandbox.MakeArtifact(Parameters);
        _sandbox.InstallAz(
            [
                ("deployment group list", ""), ("resource list", ""), ("account show", "sub"), ("Microsoft.Consumption/budgets", ""),
                ("deployment group create", ""), .. Hidden("tag", "[]"),
            ]);

        var run = await DeployAsync(scripts, "prod");

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(_sandbox.AzCalls, Does.Not.Contain("kustoInstances").And.Not.Contain("eventHubUnits"));
        Assert.That(_sandbox.AzCalls, Does.Match("budgetStartDate=20[0-9]{2}-[01][0-9]-01 "), "a new budget begins in the current month");
    }

    /// <summary>
    /// Deploying a site restarts all its instances, so a release that changes only code does not deploy the infrastructure.
    /// </summary>
    /// <param name="state">The state of the latest deployment.</param>
    /// <param name="difference">The change type in the what-if result.</param>
    /// <param name="template">The template of the second release. A change is found by the digest, not by what-if.</param>
    /// <param name="settings">The app's settings, which what-if hides: as deployed, or changed manually.</param>
    /// <param name="chat">The receivers of the chat channels, which what-if also hides.</param>
    /// <param name="isDeployed">Whether the second release deploys.</param>
    [TestCase("Succeeded", "NoChange", "{}", "[]", "[]", false)]
    [TestCase("Succeeded", "Create", "{}", "[]", "[]", true)]
    [TestCase("Succeeded", "NoChange", "{ }", "[]", "[]", true)]
    [TestCase("Failed", "NoChange", "{}", "[]", "[]", true)]
    [TestCase("Succeeded", "NoChange", "{}", "[ manual ]", "[]", true)]
    [TestCase("Succeeded", "NoChange", "{}", "[]", "[ manual ]", true)]
    public async Task Infrastructure_is_deployed_only_when_something_differs(
        string state, string difference, string template, string settings, string chat, bool isDeployed)
    {
        var scripts = _sandbox.MakeArtifact(Parameters);
        var whatIf = $$"""{ "changes": [ { "resourceId": "/providers/Microsoft.Web/sites/func", "changeType": "{{difference}}" } ] }""";
        _sandbox.InstallAz([("deployment group list", ""), .. Capacities("4", "14")]);
        var first = await DeployAsync(scripts, "prod", ("BUILD_BUILDID", "7"));
        Assert.That(first.ExitCode, Is.Zero, first.Output + first.Error);
        var name = DeploymentName().Match(_sandbox.AzCalls).Groups[1].Value;
        var tag = HiddenValues().Match(_sandbox.AzCalls).Groups[1].Value;

        _sandbox.InstallAz([
            ("logicAppReceivers[].[name, resourceId, callbackUrl]", chat), .. Hidden(tag, settings), ("provisioningState == ", name),
            ("deployment group list", $"{name} {state}"),
            ("deployment group what-if", whatIf), .. Capacities("4", "14")]);
        await File.WriteAllTextAsync(Path.Combine(_sandbox.Folder, "drop", "bicep", "main.json"), template);
        var second = await DeployAsync(scripts, "prod", ("BUILD_BUILDID", "8"));

        Assert.That(second.ExitCode, Is.Zero, second.Output + second.Error);
        Assert.That(
            _sandbox.AzCalls.Contains("--name latamflights-8-", StringComparison.Ordinal), Is.EqualTo(isDeployed), _sandbox.AzCalls);
        Assert.That(
            second.Output.Contains("is skipped, and no instance restarts", StringComparison.Ordinal), Is.EqualTo(!isDeployed));
    }

    /// <summary>A deployment with the same name would replace the earlier record and its outputs, which a rollback requires.</summary>
    [Test]
    public async Task A_repeated_stage_deploys_under_a_different_name()
    {
        var scripts = _sandbox.MakeArtifact(Parameters);
        _sandbox.InstallAz([("deployment group list", ""), .. Capacities("4", "14")]);

        foreach (var attempt in new[] { "1", "2" })
            await DeployAsync(scripts, "prod", ("BUILD_BUILDID", "7"), ("SYSTEM_STAGEATTEMPT", attempt));

        Assert.That(_sandbox.AzCalls, Does.Contain("--name latamflights-7-1-").And.Contain("--name latamflights-7-2-"));
    }

    [Test]
    public async Task A_preview_uses_the_inputs_of_the_release()
    {
        var scripts = _sandbox.MakeArtifact(Parameters);
        _sandbox.InstallAz(
            [
                ("deployment group list", ""), .. Capacities("4", "14"),
                ("deployment group what-if", """{ "status": "Succeeded", "changes": [] }"""),
            ]);

        var run = await _sandbox.RunAsync(Path.Combine(scripts, "what-if.sh"), ["prod", "rg", Path.Combine(_sandbox.Folder, "out")]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("# What would change in prod"));
        Assert.That(_sandbox.AzCalls, Does.Match(
            @"what-if .*bicep/main\.json --parameters \S+ kustoInstances=4 eventHubUnits=14 budgetStartDate=2026-11-01T00:00:00Z "
            + "--validation-level ProviderNoRbac"));
    }

    /// <summary>The preview is published, but the addresses of webhooks and Logic Apps contain keys.</summary>
    [Test]
    public async Task A_preview_contains_no_receiver_address()
    {
        var scripts = _sandbox.MakeArtifact(Parameters);
        var output = Path.Combine(_sandbox.Folder, "out");
        _sandbox.InstallAz(
            [
                ("deployment group list", ""), .. Capacities("4", "14"),
                ("deployment group what-if", """
                    { "status": "Succeeded", "changes": [{
                      "changeType": "Modify",
                      "resourceId": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/on-call",
                      "before": { "name": "on-call", "properties": { "webhookReceivers": [{ "serviceUri": "https://hook/SECRET" }] } },
                      "after": { "name": "on-call", "properties": { "logicAppReceivers": [{ "callbackUrl": "https://flow/SECRET" }] } },
                      "delta": [{ "path": "properties.logicAppReceivers", "propertyChangeType": "Create",
                        "before": null, "after": [{ "callbackUrl": "https://flow/SECRET" }] }] }] }
                    """),
            ]);

        var run = await _sandbox.RunAsync(Path.Combine(scripts, "what-if.sh"), ["prod", "rg", output]);

        var json = await File.ReadAllTextAsync(Path.Combine(output, "what-if.json"));
        Assert.That(json, Does.Contain("actionGroups/on-call").And.Contain("properties.logicAppReceivers").And.Not.Contain("SECRET"));
        Assert.That(run.Output, Does.Not.Contain("SECRET"));
    }

    [Test]
    public async Task The_nightly_comparison_passes_for_an_environment_that_was_never_deployed()
    {
        var scripts = _sandbox.MakeArtifact(Parameters);
        _sandbox.InstallAz(("deployment group list", ""));

        var run = await _sandbox.RunAsync(
            Path.Combine(scripts, "what-if.sh"), ["prod", "rg", Path.Combine(_sandbox.Folder, "out"), "true"]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("type=warning]rg has no successful deployment yet"));
    }

    [TestCase("ops@example.com", 0)]
    [TestCase("ops@example.com,air@example.com", 0)]
    [TestCase("", 1)]
    [TestCase("ops@example.com, air@example.com", 1)]
    [TestCase("ops@example.com,", 1)]
    [TestCase("ops", 1)]
    public async Task Mail_addresses_that_Azure_would_reject_stop_a_deployment(string addresses, int exitCode)
    {
        var scripts = _sandbox.MakeArtifact();

        var run = await _sandbox.RunAsync(
            Path.Combine(scripts, "build-parameters.sh"), ["dev", Path.Combine(_sandbox.Folder, "p.json")], ("ALERT_EMAILS", addresses));

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output + run.Error);
        Assert.That(run.Output.Contains("must contain mail addresses", StringComparison.Ordinal), Is.EqualTo(exitCode == 1));
    }

    [Test]
    public async Task The_template_gets_the_digest_of_the_release_key_and_not_the_key()
    {
        var scripts = _sandbox.MakeArtifact();

        var run = await _sandbox.RunAsync(
            Path.Combine(scripts, "build-parameters.sh"), ["dev", Path.Combine(_sandbox.Folder, "p.json")], ("RELEASE_KEY", "s3cret"));

        // The SHA-256 hash of "s3cret", computed by another implementation.
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("s3cret"u8));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Is.EqualTo($"digest {digest} of dev.bicepparam\n"));
    }

    [Test]
    public async Task An_undefined_variable_stops_a_deployment()
    {
        var scripts = _sandbox.MakeArtifact();
        _sandbox.InstallAz(("deployment group create", ""));

        var run = await DeployAsync(scripts, "dev", ("ANALYSTS_GROUP_ID", "$(analystsGroupId)"));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("$(analystsGroupId) is not in the environment's variable group"));
        Assert.That(_sandbox.AzCalls, Is.Empty);
    }

    /// <summary>The tag is written after the deployment and only prevents a restart, so the deployment does not fail.</summary>
    [Test]
    public async Task A_tag_that_cannot_be_written_is_a_warning()
    {
        var scripts = _sandbox.MakeArtifact(Parameters);
        _sandbox.InstallAz([("deployment group list", ""), ("tag update", "!no right"), .. Capacities("4", "14")]);

        var run = await DeployAsync(scripts, "prod");

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("type=warning]The tag hiddenValues of rg was not written"));
    }

    /// <summary>Two failed reads have the same digest, which must not be interpreted as equal settings.</summary>
    [Test]
    public async Task Settings_that_cannot_be_read_do_not_count_as_unchanged()
    {
        var scripts = _sandbox.MakeArtifact(Parameters);
        (string, string) unreadable = ("functionapp config appsettings list", "!throttled");
        _sandbox.InstallAz([("deployment group list", ""), unreadable, .. Capacities("4", "14")]);
        await DeployAsync(scripts, "prod", ("BUILD_BUILDID", "7"));
        var (name, tag) =
            (DeploymentName().Match(_sandbox.AzCalls).Groups[1].Value, HiddenValues().Match(_sandbox.AzCalls).Groups[1].Value);
        _sandbox.InstallAz([
            unreadable, .. Hidden(tag, "[]"), ("provisioningState == ", name), ("deployment group list", $"{name} Succeeded"),
            ("deployment group what-if", """{ "changes": [] }"""), .. Capacities("4", "14")]);

        var run = await DeployAsync(scripts, "prod", ("BUILD_BUILDID", "8"));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(_sandbox.AzCalls, Does.Contain("--name latamflights-8-"));
    }

    [Test]
    public async Task A_deployment_without_the_pipeline_identity_stops()
    {
        var scripts = _sandbox.MakeArtifact(Parameters);
        _sandbox.InstallAz();

        var run = await DeployAsync(scripts, "prod", ("PIPELINE_CLIENT_ID", ""));

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain("PIPELINE_CLIENT_ID: is not set: later releases could not migrate the database"));
    }

    /// <summary>Runs the deployment script with the pipeline's identity, as the pipeline's step does.</summary>
    private Task<ScriptRun> DeployAsync(string scripts, string environment, params (string Name, string Value)[] variables)
    {
        if (!variables.Any(variable => variable.Name == "PIPELINE_CLIENT_ID"))
            variables = [("PIPELINE_CLIENT_ID", "11111111-1111-1111-1111-111111111111"), .. variables];
        return _sandbox.RunAsync(Path.Combine(scripts, "deploy-infrastructure.sh"), [environment, "rg"], variables);
    }

    private static (string, string)[] Capacities(string instances, string units) =>
    [
        ("resource list --resource-group rg --resource-type Microsoft.Kusto/clusters", Cluster),
        ("resource list --resource-group rg --resource-type Microsoft.EventHub/namespaces", Namespace),
        ($"resource show --ids {Cluster}", instances),
        ($"resource show --ids {Namespace}", units),
        ("account show", "sub"),
        ("Microsoft.Consumption/budgets", "2026-11-01T00:00:00Z"),
        ("deployment group create", ""),
        .. Hidden("none", "[]"),
    ];

    /// <summary>Returns az responses for the values that what-if hides, and for the tag with their digest.</summary>
    private static (string, string)[] Hidden(string tag, string settings) =>
    [
        ("resource list --resource-group rg --resource-type Microsoft.Web/sites", "func"),
        ("functionapp config appsettings list --resource-group rg --name func", settings),
        ("monitor action-group list --resource-group rg", "[]"),
        ("group show --name rg --query tags.hiddenValues", tag),
        ("tag update --resource-id /subscriptions/sub/resourceGroups/rg", ""),
    ];

    [GeneratedRegex("--name (latamflights-7-1-[0-9a-f]{16}) ")]
    private static partial Regex DeploymentName();

    [GeneratedRegex("--tags hiddenValues=([0-9a-f]{16}) ")]
    private static partial Regex HiddenValues();
}
