using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;
using Pipelines.Tests.Support;

namespace Pipelines.Tests;

/// <summary>Tests a system whose workspace is shared with other systems.</summary>
public sealed class SharedWorkspaceTests
{
    private static DeploymentSnapshot Shared => RepositorySnapshot.Current.Templates.Snapshot("prod-shared-workspace");

    [SetUp]
    public void RequireCompiler() => BicepCompiler.Require();

    [Test]
    public void The_deployment_creates_no_workspace() =>
        Assert.That(Shared.OfType("Microsoft.OperationalInsights/workspaces"), Is.Empty);

    [Test]
    public void Everything_is_sent_to_the_shared_workspace()
    {
        var targets = Shared.OfType("Microsoft.Insights/diagnosticSettings").Select(setting => setting.Text("properties.workspaceId"))
            .Append(Shared.Single("Microsoft.Insights/components").Text("properties.WorkspaceResourceId"))
            .Concat(
                from rule in Shared.OfType("Microsoft.Insights/scheduledQueryRules")
                select rule.Items("properties.scopes").Single().GetString())
            .ToList();

        Assert.That(targets, Has.Count.GreaterThan(30).And.All.EqualTo(Templates.SharedWorkspace));
    }

    /// <summary>The workspace's owner monitors its cap. If each system did so, all systems would alert at the same time.</summary>
    [Test]
    public void All_alerts_except_the_cap_alert_are_deployed() =>
        Assert.That(
            AlertTable.From(RepositorySnapshot.Current).Select(alert => alert.Name)
                .Except(AlertTable.From(Shared, "prod").Select(alert => alert.Name)),
            Is.EqualTo(["logs-capped"]));
}
