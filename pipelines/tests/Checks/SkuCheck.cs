using Pipelines.Tests.Bicep;

namespace Pipelines.Tests.Checks;

/// <summary>SKUs that go together and sizes inside the services' limits: type tables leave both open.</summary>
internal static class SkuCheck
{
    // learn.microsoft.com/azure/event-hubs/event-hubs-quotas and compare-tiers
    private const int StandardThroughputUnits = 40;
    private const int StandardRetentionHours = 7 * 24;
    private const int StandardPartitions = 32;

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        const string appModule = "bicep/modules/function-app.bicep";
        foreach (var plan in files.Bicep(appModule).Resources("Microsoft.Web/serverfarms"))
            if (plan.Value?["sku.name"]?.AsString != "FC1" || plan.Value?["sku.tier"]?.AsString != "FlexConsumption")
                yield return new Finding(appModule, "the plan is not FC1 of FlexConsumption");
        if (!files[appModule].Contains("runtime: { name: 'dotnet-isolated', version: '10.0' }", StringComparison.Ordinal))
            yield return new Finding(appModule, "the runtime is not dotnet-isolated '10.0' ('10' is accepted and never starts)");

        foreach (var path in files.Paths("bicep/environments", ".bicepparam"))
        {
            var parameters = files.Bicep(path);
            foreach (var message in EventHubs(parameters.Value("param", "eventHubs")).Concat(Kusto(parameters)).Concat(App(parameters)))
                yield return new Finding(path, message);
        }
    }

    private static IEnumerable<string> EventHubs(BicepValue? hub)
    {
        var (units, maximum) = (hub?["units"]?.AsInt ?? 0, hub?["maximumUnits"]?.AsInt ?? 0);
        if (hub?["sku"]?.AsString == "Premium")
        {
            if (maximum != 0)
                yield return "eventHubs.maximumUnits: Premium has no auto-inflate";
            yield break;
        }

        if (units > StandardThroughputUnits || maximum > StandardThroughputUnits)
            yield return $"eventHubs: Standard ends at {StandardThroughputUnits} throughput units";
        if (maximum != 0 && maximum < units)
            yield return "eventHubs.maximumUnits is below units";
        if (hub?["retentionHours"]?.AsInt > StandardRetentionHours)
            yield return $"eventHubs.retentionHours: Standard keeps {StandardRetentionHours} hours at most";
        if (hub?["partitions"]?.AsInt > StandardPartitions)
            yield return $"eventHubs.partitions: Standard has {StandardPartitions} at most";
    }

    private static IEnumerable<string> Kusto(BicepFile parameters)
    {
        var kusto = parameters.Value("param", "kusto");
        var (sku, tier) = (kusto?["skuName"]?.AsString ?? "", kusto?["skuTier"]?.AsString);
        var (instances, maximum) = (kusto?["instances"]?.AsInt, kusto?["maximumInstances"]?.AsInt);
        var isDev = sku.StartsWith("Dev(No SLA)_", StringComparison.Ordinal);
        if (isDev != (tier == "Basic"))
            yield return $"kusto: the SKU {sku} does not go with the tier {tier}";
        if (isDev && (instances != 1 || maximum != 1))
            yield return "kusto: the Basic tier has one instance";
        if (!isDev && instances < 2)
            yield return "kusto.instances: the Standard tier begins at two";
        if (maximum < instances)
            yield return "kusto.maximumInstances is below instances";
        if (isDev && parameters.Value("param", "zoneRedundant")?.Text == "true")
            yield return "zoneRedundant: one node cannot be in three zones";
    }

    private static IEnumerable<string> App(BicepFile parameters)
    {
        var app = parameters.Value("param", "functionApp");
        var partitions = parameters.Value("param", "eventHubs")?["partitions"]?.AsInt ?? 0;
        if (app?["alwaysReadyIngestion"]?.AsInt > partitions)
            yield return $"functionApp.alwaysReadyIngestion: more than {partitions} partitions can never be busy";
        foreach (var group in new[] { "alwaysReadyIngestion", "alwaysReadyHttp" })
            if (parameters.Value("param", "zoneRedundant")?.Text == "true" && app?[group]?.AsInt is not (0 or >= 2))
                yield return $"functionApp.{group}: a zone-redundant plan wants none or at least two";
    }
}
