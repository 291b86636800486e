using Pipelines.Tests.Support;
using Rehearse;

namespace Pipelines.Tests.Pipeline;

/// <summary>Tests the rules for the pipeline. Each check passes on the repository and reports the defect in a defective copy.</summary>
public class PipelineTests
{
    private const string Root = "azure-pipelines.yml";
    private const string Release = "pipelines/stages/release.yml";
    private const string App = "pipelines/steps/app.yml";
    private const string Infrastructure = "pipelines/steps/infrastructure.yml";
    private const string WhatIf = "pipelines/steps/what-if.yml";

    private static readonly Dictionary<string, Func<RepositorySnapshot, IEnumerable<Finding>>> Checks = new()
    {
        ["schema"] = PipelineSchemaCheck.Check,
        ["execute bits"] = ExecuteBitCheck.Check,
        ["pools"] = PrivatePoolCheck.Check,
        ["release order"] = ReleaseOrderCheck.Check,
    };

    public static IEnumerable<string> CheckNames => Checks.Keys;

    [TestCaseSource(nameof(CheckNames))]
    public void The_repository_passes(string check) => Assert.That(Checks[check](RepositorySnapshot.Current), Is.Empty);

    [TestCase("schema", App, "isFlexConsumption: true", "isFlexConsumtion: true", "AzureFunctionApp@2 has no input 'isFlexConsumtion'")]
    [TestCase("schema", App, "isFlexConsumption: true", "isFlexConsumption: yes", "is 'yes', not true or false")]
    [TestCase("schema", App, "      appName: $(functionAppName)\n", "", "AzureFunctionApp@2 lacks the input appName")]
    [TestCase("schema", App, "AzureFunctionApp@2", "AzureFunctionApp@1", "uses the task AzureFunctionApp@1, which is not in the table")]
    [TestCase("schema", WhatIf, "scriptType: bash", "scriptType: sh", "the input scriptType of AzureCLI@2 is 'sh'")]
    [TestCase("schema", WhatIf, "    condition: succeededOrFailed()", "    when: succeededOrFailed()", "has no key 'when'")]
    [TestCase("schema", Release, "    displayName: Preview ${{ parameters.environment }}", "    display: x", "has no key 'display'")]
    [TestCase("schema", Release, "timeoutInMinutes: 360", "timeout: 360", "has no key 'timeout'")]
    [TestCase("schema", Root, "dependsOn: Staging\n", "dependsOn: Stagging\n", "depends on Stagging")]
    [TestCase(
        "schema", Root, "prod: { vmImage: ubuntu-24.04 }", "prod: { image: ubuntu-24.04 }",
        "the pool of the job WhatIf has no key 'image'")]
    [TestCase("schema", Root, "lockBehavior: sequential", "lockBehaviour: sequential", "the pipeline has no key 'lockBehaviour'")]
    [TestCase(
        "execute bits", "pipelines/scripts/schema-drift.sh", "$(bash \"$scripts/last-outputs.sh\"", "$(\"$scripts/last-outputs.sh\"",
        "runs last-outputs.sh without bash")]
    [TestCase(
        "execute bits", "pipelines/scripts/what-if.sh", "\nbash \"$scripts/build-parameters.sh\"", "\n\"$scripts/build-parameters.sh\"",
        "runs build-parameters.sh without bash")]
    [TestCase(
        "execute bits", "pipelines/scripts/preflight.sh", "$(node \"$scripts/missing-rights.mjs\"", "$(\"$scripts/missing-rights.mjs\"",
        "runs missing-rights.mjs without bash or node")]
    [TestCase(
        "execute bits", App, "script: bash ${{ parameters.scripts }}/wait", "script: ${{ parameters.scripts }}/wait",
        "runs wait-for-build.sh without bash")]
    [TestCase(
        "execute bits", "pipelines/stages/build.yml", "bash pipelines/scripts/package.sh", "pipelines/scripts/package.sh",
        "runs package.sh without bash")]
    [TestCase("release order", Infrastructure, "scripts/preflight.sh", "scripts/start-cluster.sh", "Dev: the step preflight.sh is missing")]
    [TestCase(
        "release order", Infrastructure, "scripts/start-cluster.sh", "scripts/preflight.sh", "Dev: the step start-cluster.sh is missing")]
    [TestCase(
        "release order", Infrastructure, "scripts/migrate-kusto.sh", "scripts/load-reference.sh",
        "Dev: the step load-reference.sh comes too early")]
    [TestCase(
        "release order", Infrastructure,
        "      # A start takes about as long as the lifetime of a federated token.\n      keepAzSessionActive: true\n", "",
        "start-cluster.sh waits for longer than the lifetime of a token")]
    [TestCase("release order", App, "/reject-stand-ins.sh", "/running-build.sh", "Production: the step reject-stand-ins.sh is missing")]
    [TestCase(
        "release order", Release, "                  continueOnError: true\n", "",
        "Staging: a failure of finish-migration.sh rolls back a healthy app")]
    [TestCase(
        "release order", "pipelines/scripts/finish-migration.sh", "WAIT_MINUTES:-45", "WAIT_MINUTES:-210",
        "the waits in a release can take 475 minutes of the job's 360")]
    [TestCase(
        "pools", "bicep/environments/staging.bicepparam", "using '../main.bicep'", "using '../main.bicep'\nparam privateNetworking = true",
        "staging has privateNetworking, but its pool has no name")]
    [TestCase("pools", Root, "      staging: { vmImage: ubuntu-24.04 }\n", "", "pools has no entry for staging")]
    public void An_invalid_copy_is_found(string check, string path, string find, string replace, string culprit)
    {
        var broken = RepositorySnapshot.Current.With(path, find, replace);

        Assert.That(Checks[check](broken).Select(finding => finding.ToString()), Has.Some.Contains(culprit));
    }

    [Test]
    public void A_manual_rollback_excludes_the_running_build_and_the_specified_build()
    {
        var variables = new Dictionary<string, string> { ["Build.Reason"] = "Manual" };
        var parameters = new Dictionary<string, string> { ["rollBack"] = "prod", ["faultyBuild"] = "20261122.1" };
        var plan = PipelinePlan.From(new TemplateExpander(path => RepositorySnapshot.Current[path], variables).Expand(Root, parameters));

        var fetch = plan.Stages.Single().Jobs.Single().Steps.Single(
            step => step.Inputs.GetValueOrDefault("scriptPath")?.EndsWith("/fetch-good.sh", StringComparison.Ordinal) == true);

        Assert.That(fetch.Inputs["arguments"], Does.EndWith("/last-good.zip $(runningBuild) 20261122.1"));
    }

    [Test]
    public void An_environment_in_a_virtual_network_requires_an_agent_pool_in_the_network()
    {
        var files = RepositorySnapshot.Current
            .With("bicep/environments/staging.bicepparam", "using '../main.bicep'", "using '../main.bicep'\nparam privateNetworking = true")
            .With(Root, "staging: { vmImage: ubuntu-24.04 }", "staging: { name: latamflights-private }");

        Assert.That(Checks.Values.SelectMany(check => check(files)), Is.Empty);
    }
}
