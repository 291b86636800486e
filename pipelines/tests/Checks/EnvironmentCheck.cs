using System.Text.Json;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>Checks that dev, staging and prod differ only in the ways that docs/operations/deploying.md documents.</summary>
internal static class EnvironmentCheck
{
    /// <summary>The parameters that can differ between environments.</summary>
    private static readonly HashSet<string> MayDiffer =
    [
        "environmentName", "eventHubs", "kusto", "functionApp", "zoneRedundant", "steadyTraffic", "logRetentionDays", "logDailyCapGb",
        "monthlyBudget",
    ];

    /// <summary>
    /// Values that must not decrease from one environment to the next. If a value decreased, a deployment that works in staging could fail
    /// in production.
    /// </summary>
    private static readonly string[] Grows =
    [
        "eventHubs.units", "eventHubs.maximumUnits", "eventHubs.partitions", "eventHubs.retentionHours",
        "kusto.instances", "kusto.maximumInstances",
        "functionApp.instanceMemoryMB", "functionApp.maximumInstances", "functionApp.alwaysReadyIngestion", "functionApp.alwaysReadyHttp",
        "logRetentionDays", "logDailyCapGb", "monthlyBudget",
    ];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var missing = Templates.Environments.Select(Templates.ParameterFile).Where(path => !files.Contains(path)).ToList();
        return missing.Count > 0
            ? missing.Select(path => new Finding(path, "the environment has no parameters"))
            : Compare(Templates.Environments.ToDictionary(name => name, name => Values(files.Templates.Parameters(name))));
    }

    private static IEnumerable<Finding> Compare(Dictionary<string, Dictionary<string, JsonElement>> environments)
    {
        var dev = environments["dev"];
        foreach (var (name, own) in environments)
        {
            var path = Templates.ParameterFile(name);
            if (own["environmentName"].GetString() != name)
                yield return new Finding(path, $"environmentName is '{own["environmentName"]}', not '{name}'");
            foreach (var parameter in dev.Keys.Except(own.Keys).Concat(own.Keys.Except(dev.Keys)))
                yield return new Finding(path, $"the parameter {parameter} is set in only one of dev and {name}");
            foreach (var parameter in own.Keys.Intersect(dev.Keys)
                .Except(MayDiffer)
                .Where(parameter => !JsonElement.DeepEquals(own[parameter], dev[parameter])))
                yield return new Finding(path, $"{parameter} differs from dev, and the difference is not documented");
        }

        foreach (var (smaller, larger) in Templates.Environments.Zip(Templates.Environments.Skip(1)))
            foreach (var figure in Grows)
                if (Figure(environments[larger], figure) < Figure(environments[smaller], figure))
                    yield return new Finding(Templates.ParameterFile(larger), $"{figure} is smaller than in {smaller}");
        if (!environments["prod"]["zoneRedundant"].GetBoolean())
            yield return new Finding(Templates.ParameterFile("prod"), "production is not zone-redundant");
    }

    private static Dictionary<string, JsonElement> Values(JsonElement parameters) =>
        parameters.EnumerateObject().ToDictionary(parameter => parameter.Name, parameter => parameter.Value.GetProperty("value"));

    private static int Figure(Dictionary<string, JsonElement> parameters, string path) =>
        path.Split('.') is [var outer, var inner] ? parameters[outer].GetProperty(inner).GetInt32() : parameters[path].GetInt32();
}
