using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests;

/// <summary>
/// Tests that the template itself rejects mutually exclusive parameters, with a message that states the rule, before any resource changes.
/// </summary>
public class ConstraintTests
{
    private const string Dev = "bicep/environments/dev.bicepparam";
    private const string Staging = "bicep/environments/staging.bicepparam";
    private const string Prod = "bicep/environments/prod.bicepparam";

    [TestCase(Prod, "sku: 'Standard'", "sku: 'Premium'", "Premium has no auto-inflate")]
    [TestCase(Prod, "maximumUnits: 20", "maximumUnits: 41", "Standard has at most 40 throughput units")]
    [TestCase(Prod, "maximumUnits: 20", "maximumUnits: 5", "eventHubs.maximumUnits is below units")]
    [TestCase(Prod, "retentionHours: 168", "retentionHours: 720", "Standard retains events for at most 168 hours")]
    [TestCase(Prod, "partitions: 32", "partitions: 64", "eventHubs.partitions: Standard has at most 32")]
    [TestCase(Dev, "skuTier: 'Basic'", "skuTier: 'Standard'", "does not belong to the tier Standard")]
    [TestCase(Dev, "maximumInstances: 1\n", "maximumInstances: 2\n", "the Basic tier has one instance")]
    [TestCase(Staging, "  instances: 2", "  instances: 1", "the Standard tier requires at least two")]
    [TestCase(Prod, "maximumInstances: 6", "maximumInstances: 1", "kusto.maximumInstances is below instances")]
    [TestCase(Dev, "zoneRedundant = false", "zoneRedundant = true", "one ADX node cannot be in three zones")]
    [TestCase(Prod, "autoStop: false", "autoStop: true", "so prod must not stop it")]
    [TestCase(Dev, "alwaysReadyIngestion: 0", "alwaysReadyIngestion: 5", "at most one instance per partition can be busy")]
    [TestCase(Prod, "alwaysReadyHttp: 2", "alwaysReadyHttp: 1", "zero or at least two always-ready instances")]
    [TestCase(Prod, "param zoneRedundant", "param allowedIpRanges = ['203.0.113.0/24']\nparam zoneRedundant", "requires privateNetworking")]
    [TestCase(Dev, "param zoneRedundant", "param nativeDataConnection = true\nparam zoneRedundant", "eventHubs.units must be at least 2")]
    public void Mutually_exclusive_parameters_are_rejected(string path, string find, string replace, string rule)
    {
        BicepCompiler.Require();
        var broken = RepositorySnapshot.Current.With(path, find, replace);

        var rejection = Assert.Throws<JsonRpcException>(() => broken.Templates.Snapshot(Path.GetFileNameWithoutExtension(path)));

        Assert.That(rejection!.Message, Does.Contain(rule));
    }

    /// <summary>
    /// A release does not reset the capacity that autoscale or auto-inflate has reached. The environment sets only the limits.
    /// </summary>
    [Test]
    public void A_release_retains_existing_capacities()
    {
        BicepCompiler.Require();
        var found = RepositorySnapshot.Current.With(
            Prod, "param zoneRedundant", "param kustoInstances = 5\nparam eventHubUnits = 20\nparam zoneRedundant");

        var snapshot = found.Templates.Snapshot("prod");

        var cluster = snapshot.Single("Microsoft.Kusto/clusters");
        var hub = snapshot.Single("Microsoft.EventHub/namespaces");
        Assert.Multiple(() =>
        {
            Assert.That(cluster.Text("sku.capacity"), Is.EqualTo("5"));
            Assert.That(cluster.Text("properties.optimizedAutoscale.minimum"), Is.EqualTo("2"));
            Assert.That(cluster.Text("properties.optimizedAutoscale.maximum"), Is.EqualTo("6"));
            Assert.That(hub.Text("sku.capacity"), Is.EqualTo("20"));
            Assert.That(hub.Text("properties.isAutoInflateEnabled"), Is.EqualTo("True"), "load may still require the maximum capacity");
            Assert.That(hub.Text("properties.maximumThroughputUnits"), Is.EqualTo("20"));
        });
    }

    [Test]
    public void Dev_has_no_alert_on_missing_traffic()
    {
        BicepCompiler.Require();

        var alerts = Checks.AlertTable.From(RepositorySnapshot.Current.Templates.Snapshot("dev"), "dev")
            .Select(alert => alert.Name)
            .ToList();

        Assert.That(alerts, Has.None.EqualTo("no-events").And.None.EqualTo("kusto-unavailable"));
        Assert.That(alerts, Has.Some.EqualTo("events-not-read"));
    }
}
