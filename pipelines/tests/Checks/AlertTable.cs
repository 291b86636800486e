using Pipelines.Tests.Bicep;

namespace Pipelines.Tests.Checks;

/// <summary>An alert as Azure will have it. <c>Query</c> is the whole KQL text of a log alert, and null for a metric alert.</summary>
internal sealed record Alert(string Name, int Severity, string? Query);

/// <summary>Composes the alerts from the tables of modules/monitoring.bicep the way the module does.</summary>
internal static class AlertTable
{
    /// <summary>Names and severities only.</summary>
    public static IEnumerable<Alert> Of(BicepFile monitoring) => Compose(monitoring, null);

    /// <summary>With the queries.</summary>
    public static IEnumerable<Alert> Of(RepositorySnapshot files) => Compose(files.Bicep(AlertCheck.Monitoring), files);

    private static IEnumerable<Alert> Compose(BicepFile monitoring, RepositorySnapshot? files)
    {
        string? Load(BicepValue? value)
        {
            var file = AlertCheck.QueryFile(value) ?? throw new InvalidOperationException($"{value?.Text} loads no file.");
            return files?[file];
        }

        var tiers = monitoring.Variable("tiers");
        foreach (var slo in monitoring.Variable("objectives")?.Items ?? [])
            foreach (var tierName in slo["tiers"]?.Items.Select(tier => tier.AsString!) ?? [])
            {
                var tier = tiers?[tierName];
                var query = files is null
                    ? null
                    : string.Join('\n',
                        $"let objective = {slo["objective"]?.AsString};",
                        $"let burn = {tier?["burn"]?.AsString};",
                        $"let longWindow = {tier?["longWindow"]?.AsString};",
                        $"let shortWindow = {tier?["shortWindow"]?.AsString};",
                        $"let minimumTotal = {slo["minimumTotal"]?.Text};",
                        $"let sli = {Load(slo["sli"])};",
                        Load(monitoring.Variable("burnRateRule")));
                var severity = slo["pages"]?.Text == "true" ? tier?["severity"]?.AsInt ?? -1 : 3;
                yield return new Alert($"{slo["name"]?.AsString}-{tierName}", severity, query);
            }

        foreach (var condition in monitoring.Variable("conditions")?.Items ?? [])
            yield return new Alert(condition["name"]?.AsString ?? "", condition["severity"]?.AsInt ?? -1, Load(condition["query"]));
        foreach (var metric in monitoring.Variable("platformMetrics")?.Items ?? [])
            yield return new Alert(metric["name"]?.AsString ?? "", metric["severity"]?.AsInt ?? -1, null);
    }
}
