using Pipelines.Tests.Bicep;

namespace Pipelines.Tests.Checks;

/// <summary>dev, staging and prod differ in the promised ways and in no other: size, redundancy, log retention, budget.</summary>
internal static class EnvironmentCheck
{
    private static readonly string[] Environments = ["dev", "staging", "prod"];

    /// <summary>docs/operations/deploying.md promises these.</summary>
    private static readonly HashSet<string> MayDiffer =
        ["environmentName", "eventHubs", "kusto", "functionApp", "zoneRedundant", "logRetentionDays", "logDailyCapGb", "monthlyBudget"];

    /// <summary>Nowhere smaller than one environment earlier, or a release that fits staging would not fit production.</summary>
    private static readonly string[] Grows =
    [
        "eventHubs.units", "eventHubs.maximumUnits", "eventHubs.partitions", "eventHubs.retentionHours",
        "kusto.instances", "kusto.maximumInstances",
        "functionApp.instanceMemoryMB", "functionApp.maximumInstances", "functionApp.alwaysReadyIngestion", "functionApp.alwaysReadyHttp",
        "logRetentionDays", "logDailyCapGb", "monthlyBudget",
    ];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var paths = Environments.ToDictionary(name => name, name => $"bicep/environments/{name}.bicepparam");
        foreach (var path in paths.Values.Where(path => !files.Contains(path)))
            yield return new Finding(path, "the environment has no parameters");
        if (!paths.Values.All(files.Contains))
            yield break;

        var parameters = paths.ToDictionary(entry => entry.Key, entry => files.Bicep(entry.Value));
        var dev = parameters["dev"].Of("param").ToDictionary(parameter => parameter.Name, parameter => parameter.Value?.Text);
        foreach (var (name, file) in parameters)
        {
            var path = paths[name];
            if (file.Value("param", "environmentName")?.AsString != name)
                yield return new Finding(path, $"environmentName is {file.Value("param", "environmentName")?.Text}, not '{name}'");

            var own = file.Of("param").ToDictionary(parameter => parameter.Name, parameter => parameter.Value?.Text);
            foreach (var parameter in dev.Keys.Except(own.Keys).Concat(own.Keys.Except(dev.Keys)))
                yield return new Finding(path, $"the parameter {parameter} is set in one of dev and {name} only");
            foreach (var parameter in own.Keys.Intersect(dev.Keys).Except(MayDiffer).Where(parameter => own[parameter] != dev[parameter]))
                yield return new Finding(path, $"{parameter} differs from dev's, which is not promised");
        }

        foreach (var (smaller, larger) in Environments.Zip(Environments.Skip(1)))
            foreach (var figure in Grows)
                if (Figure(parameters[larger], figure) is not { } large || large < Figure(parameters[smaller], figure))
                    yield return new Finding(paths[larger], $"{figure} is smaller than in {smaller}");
        if (parameters["prod"].Value("param", "zoneRedundant")?.Text != "true")
            yield return new Finding(paths["prod"], "production is not zone-redundant");
    }

    private static int? Figure(BicepFile file, string path)
    {
        var parts = path.Split('.', 2);
        var value = file.Value("param", parts[0]);
        return (parts.Length == 1 ? value : value?[parts[1]])?.AsInt;
    }
}
