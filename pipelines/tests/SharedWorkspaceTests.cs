using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;
using Pipelines.Tests.Support;

namespace Pipelines.Tests;

/// <summary>A system that sends to a workspace which other systems use, too.</summary>
public sealed class SharedWorkspaceTests
{
    private static DeploymentSnapshot Shared => RepositorySnapshot.Current.Templates.Snapshot("prod-shared-workspace");

    [SetUp]
    public void RequireCompiler() => BicepCompiler.Require();

    [Test]
    public void The_deployment_has_no_workspace_of_its_own() =>
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

    /// <summary>The cap is the owner's: fifty systems would report it at the same time.</summary>
    [Test]
    public void All_alerts_except_the_cap_alert_are_deployed() =>
        Assert.That(
            AlertTable.From(RepositorySnapshot.Current).Select(alert => alert.Name)
                .Except(AlertTable.From(Shared, "prod").Select(alert => alert.Name)),
            Is.EqualTo(["logs-capped"]));
}
