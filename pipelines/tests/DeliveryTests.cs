using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;
using Pipelines.Tests.Sizing;
using Pipelines.Tests.Support;

namespace Pipelines.Tests;

/// <summary>
/// Tests the rules for bicep/, pipelines/ and kusto/, including the compiler's rules. Each check passes on the repository and reports the
/// defect in a defective copy.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public class DeliveryTests
{
    private static readonly Dictionary<string, Func<RepositorySnapshot, IEnumerable<Finding>>> Checks = new()
    {
        ["compiler"] = CompilerCheck.Check,
        ["roles"] = RoleCheck.Check,
        ["app settings"] = AppSettingCheck.Check,
        ["names"] = NameCheck.Check,
        ["plan"] = PlanCheck.Check,
        ["durations"] = DurationCheck.Check,
        ["diagnostics"] = DiagnosticCheck.Check,
        ["security"] = SecurityCheck.Check,
        ["alerts"] = AlertCheck.Check,
        ["environments"] = EnvironmentCheck.Check,
        ["cluster operations"] = ClusterOperationCheck.Check,
        ["gateway policies"] = GatewayPolicyCheck.Check,
        ["locks"] = LockCheck.Check,
        ["log volume"] = LogVolumeCheck.Check,
        ["batch memory"] = BatchMemoryCheck.Check,
        ["Kusto scripts"] = KustoScriptCheck.Check,
        ["pipeline"] = PipelineCheck.Check,
    };

    /// <summary>Checks that do not require the compiler and so run on every operating system.</summary>
    private static readonly HashSet<string> TextOnly = ["Kusto scripts", "pipeline"];

    public static IEnumerable<string> CheckNames => Checks.Keys;

    [TestCaseSource(nameof(CheckNames))]
    public void The_repository_passes(string check)
    {
        RequireCompiler(check);

        Assert.That(Checks[check](RepositorySnapshot.Current), Is.Empty);
    }

    [TestCaseSource(typeof(BrokenTemplates), nameof(BrokenTemplates.Copies))]
    [TestCaseSource(nameof(BrokenPipelines))]
    public void An_invalid_copy_is_found(string check, string path, string find, string replace, string culprit)
    {
        RequireCompiler(check);
        var broken = RepositorySnapshot.Current.With(path, find, replace);

        AssertFound(Checks[check](broken), culprit);
    }

    [TestCase("alerts", "docs/operations/runbooks/delays.md", "the runbook docs/operations/runbooks/delays.md does not exist")]
    [TestCase("compiler", "bicep/monitoring/alerts/retry-loop.kql", "retry-loop.kql")]
    [TestCase("environments", "bicep/environments/staging.bicepparam", "the environment has no parameters")]
    [TestCase("pipeline", "pipelines/scripts/keep-good.sh", "there is no pipelines/scripts/keep-good.sh")]
    [TestCase("pipeline", "pipelines/steps/smoke.yml", "there is no template pipelines/steps/smoke.yml")]
    public void A_missing_file_is_found(string check, string path, string culprit)
    {
        RequireCompiler(check);
        var broken = RepositorySnapshot.Current.Without(path);

        AssertFound(Checks[check](broken), culprit);
    }

    /// <summary>Stops reading at the expected finding.</summary>
    private static void AssertFound(IEnumerable<Finding> findings, string culprit)
    {
        var read = new List<string>();
        foreach (var finding in findings.Select(finding => finding.ToString()))
        {
            if (finding.Contains(culprit, StringComparison.Ordinal))
                return;
            read.Add(finding);
        }

        Assert.Fail($"No finding contains '{culprit}'. Found:\n{string.Join('\n', read)}");
    }

    private static void RequireCompiler(string check)
    {
        if (!TextOnly.Contains(check))
            BicepCompiler.Require();
    }

    private static IEnumerable<TestCaseData> BrokenPipelines()
    {
        const string pipeline = "azure-pipelines.yml";
        const string release = "pipelines/stages/release.yml";

        return
        [
            Break("pipeline", pipeline, "dependsOn: Dev\n", "dependsOn: Build\n", "the stage Staging depends on Build, not Dev"),
            Break("pipeline", pipeline,
                "environment: prod\n              pool: ${{ parameters.pools.prod }}\n              dependsOn: Staging",
                "environment: staging\n              pool: ${{ parameters.pools.prod }}\n              dependsOn: Staging",
                "the stage Production deploys to the environment staging"),
            Break("pipeline", pipeline,
                "dependsOn: Staging\n              branches: [refs/heads/main]",
                "dependsOn: Staging\n              branches: [refs/heads/main, refs/heads/develop]",
                "the stage Production does not run for exactly the branches"),
            Break("pipeline", pipeline, "watchMinutes: 15", "watchMinutes: 0", "production does not watch"),
            Break("pipeline", pipeline, "lockBehavior: sequential", "lockBehavior: runLatest", "lockBehavior is not sequential"),
            Break("pipeline", pipeline, "stages:\n", "stages:\n  - stage: [\n", "azure-pipelines.yml: ("),
            Break("pipeline", release, "and(succeeded(), ", "and(", "does not require succeeded()"),
            Break("pipeline", release, "isSkippable: false", "isSkippable: true", "can be skipped manually"),
            Break("pipeline", release,
                "dependsOn: ${{ parameters.stage }}Preview", "dependsOn: ${{ parameters.dependsOn }}",
                "does not wait for its preview"),
            Break("pipeline", release,
                "- template: ../steps/smoke.yml", "- template: ../steps/app.yml",
                "the step steps/smoke.yml is missing"),
            Break("pipeline", release,
                "- template: ../steps/rollback.yml", "- template: ../steps/smoke.yml",
                "a failed release is not rolled back"),
            Break("pipeline", release, "scripts/watch-burn-rate.sh", "scripts/watch.sh", "there is no pipelines/scripts/watch.sh"),
            Break("pipeline", "pipelines/steps/app.yml",
                "azureSubscription: latamflights-${{ parameters.environment }}", "azureSubscription: $(connection)",
                "the service connection $(connection) is a variable"),
            Break("pipeline", "pipelines/steps/what-if.yml",
                "      ANALYSTS_GROUP_ID: $(analystsGroupId)\n", "",
                "read ANALYSTS_GROUP_ID, which this step does not pass"),
        ];
    }

    private static TestCaseData Break(string check, string path, string find, string replace, string culprit) =>
        BrokenTemplates.Break(check, path, find, replace, culprit);
}
