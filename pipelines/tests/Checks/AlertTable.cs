using System.Text.Json;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// A deployed alert rule. <c>Query</c> is the complete KQL of a log alert, or <c>null</c> for a metric alert. Durations are ISO 8601.
/// </summary>
internal sealed record Alert(
    string Name, int Severity, string? Query, string WindowSize, string Frequency, string? Runbook, string? ActionGroup, string Description)
{
    public override string ToString() => Name;
}

/// <summary>Reads the alerts in a deployment.</summary>
internal static class AlertTable
{
    /// <summary>Returns the alerts in production, which has every alert.</summary>
    public static IReadOnlyList<Alert> From(RepositorySnapshot files) => From(files.Templates.Snapshot("prod"), "prod");

    public static IReadOnlyList<Alert> From(DeploymentSnapshot snapshot, string environment) =>
    [
        .. snapshot.OfType("Microsoft.Insights/scheduledQueryRules").Select(rule => Read(
            rule, environment, rule.Items("properties.criteria.allOf").Single().GetProperty("query").GetString(),
            rule.Items("properties.actions.actionGroups").FirstOrDefault(), rule["properties.actions.customProperties"])),
        .. snapshot.OfType("Microsoft.Insights/metricAlerts").Select(rule => Read(
            rule, environment, null,
            rule.Items("properties.actions").Select(action => action.GetProperty("actionGroupId")).FirstOrDefault(),
            rule.Items("properties.actions").Select(action => action.GetProperty("webHookProperties")).FirstOrDefault())),
    ];

    private static Alert Read(DeployedResource rule, string environment, string? query, JsonElement actionGroup, JsonElement? properties) =>
        new(
        rule.Name[$"latam-{environment}-".Length..],
        rule["properties.severity"]!.Value.GetInt32(),
        query,
        rule.Text("properties.windowSize")!,
        rule.Text("properties.evaluationFrequency")!,
        properties is { ValueKind: JsonValueKind.Object } values ? values.GetProperty("runbook").GetString() : null,
        actionGroup.ValueKind == JsonValueKind.String ? actionGroup.GetString() : null,
        rule.Text("properties.description") ?? "");
}
