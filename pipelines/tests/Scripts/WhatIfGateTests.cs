using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Scripts;

/// <summary>Tests that the check of what-if results for the compiled templates accepts both the first and the second release.</summary>
public class WhatIfGateTests
{
    private const string HubModule = "bicep/modules/event-hubs.bicep";

    private string _folder = "";

    [SetUp]
    public void CreateFolder()
    {
        BicepCompiler.Require();
        _folder = Directory.CreateTempSubdirectory("what-if-").FullName;
    }

    [TearDown]
    public void DeleteFolder()
    {
        if (_folder.Length > 0)
            Directory.Delete(_folder, recursive: true);
    }

    [TestCaseSource(typeof(Templates), nameof(Templates.Environments))]
    public async Task The_first_release_creates_everything(string environment)
    {
        var snapshot = RepositorySnapshot.Current.Templates.Snapshot(environment);

        var run = await JudgeAsync(WhatIfResult.First(snapshot), environment);

        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Contain($"| Create | {snapshot.Resources.Count} |"));
    }

    /// <summary>The nightly run fails if any change is reported, so a release without changes must be reported as unchanged.</summary>
    [TestCaseSource(typeof(Templates), nameof(Templates.Environments))]
    public async Task The_second_release_changes_nothing(string environment)
    {
        var snapshot = RepositorySnapshot.Current.Templates.Snapshot(environment);

        var run = await JudgeAsync(WhatIfResult.Next(snapshot, snapshot), environment, failOnAnyChange: true);

        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Contain($"| NoChange | {snapshot.Resources.Count} |").And.Contain("\nNo changes."));
        Assert.That(run.Output, Does.Match(@"were not compared: [1-9]\d*\."), "every deployment has values that are only known in Azure");
    }

    [Test]
    public async Task Fewer_partitions_are_rejected_among_unevaluated_expressions()
    {
        var deployed = RepositorySnapshot.Current.Templates.Snapshot("prod");
        var changed = RepositorySnapshot.Current.With("bicep/environments/prod.bicepparam", "partitions: 32", "partitions: 16");

        var run = await JudgeAsync(WhatIfResult.Next(deployed, changed.Templates.Snapshot("prod")), "prod");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("**Rejected**: `Microsoft.EventHub/namespaces/eventhubs:properties.partitionCount`"));
        Assert.That(run.Output, Does.Contain("properties.partitionCount: `32` -> `16`"));
    }

    [Test]
    public async Task A_role_assignment_to_a_different_principal_is_rejected()
    {
        var deployed = RepositorySnapshot.Current.Templates.Snapshot("prod");
        var changed = RepositorySnapshot.Current.With(
            HubModule, "principalId: namespace.identity.principalId", "principalId: subscription().subscriptionId");

        var run = await JudgeAsync(WhatIfResult.Next(deployed, changed.Templates.Snapshot("prod")), "prod");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("`Microsoft.Authorization/roleAssignments:properties.principalId`"));
    }

    private async Task<ScriptRun> JudgeAsync(System.Text.Json.Nodes.JsonObject whatIf, string environment, bool failOnAnyChange = false)
    {
        var file = Path.Combine(_folder, "what-if.json");
        await File.WriteAllTextAsync(file, whatIf.ToJsonString());
        return await ScriptRun.RunNodeAsync(
            "what-if-summary.mjs", file, "pipelines/what-if-policy.json", "--environment", environment,
            "--fail-on-any-change", failOnAnyChange ? "true" : "false");
    }
}
