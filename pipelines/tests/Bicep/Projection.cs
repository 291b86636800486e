using System.Text;
using System.Text.Json;

namespace Pipelines.Tests.Bicep;

/// <summary>
/// Formats a deployment for reviewers, by resource: type with version, name, SKU, zones, size, role assignments and names of settings.
/// The embedded schema, queries and policies are omitted, because they are in separate files.
/// </summary>
internal static class Projection
{
    private static readonly string[] Shown =
    [
        "kind", "sku", "zones", "properties.partitionCount", "properties.retentionDescription.retentionTimeInHours",
        "properties.captureDescription.enabled",
        "properties.maximumThroughputUnits", "properties.optimizedAutoscale", "properties.softDeletePeriod", "properties.hotCachePeriod",
        "properties.publicNetworkAccess", "properties.workspaceCapping.dailyQuotaGb", "properties.retentionInDays",
        "properties.zoneRedundant",
        "properties.functionAppConfig.runtime", "properties.functionAppConfig.scaleAndConcurrency", "properties.severity",
        "properties.role", "properties.amount",
    ];

    public static string From(DeploymentSnapshot snapshot)
    {
        var text = new StringBuilder();
        foreach (var resource in snapshot.Resources)
        {
            text.Append(resource.Type).Append('@').Append(resource.ApiVersion).Append("  ").Append(Title(resource)).Append('\n');
            foreach (var path in Shown)
                if (resource[path] is { } value)
                    text.Append("    ").Append(path.Split('.')[^1]).Append(": ").Append(Plain(value)).Append('\n');
            foreach (var setting in resource.Items("properties.siteConfig.appSettings"))
                text.Append("    setting ").Append(setting.GetProperty("name").GetString()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// A role assignment's name is a hash, so its title consists of role and scope. "..." replaces values that are only known at
    /// deployment.
    /// </summary>
    private static string Title(DeployedResource resource) => resource.Type switch
    {
        "Microsoft.Authorization/roleAssignments" =>
            $"{BuiltInRoles.NameOf(resource.Text("properties.roleDefinitionId")!.Split('/')[^1])} on {Short(resource.Scope)}",
        "Microsoft.Insights/diagnosticSettings" => $"of {Short(resource.Scope)}",
        _ => resource.Name.StartsWith('[') ? "..." : resource.Name,
    };

    private static string Short(string id) => id[(id.LastIndexOf("/providers/", StringComparison.Ordinal) + "/providers/".Length)..];

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(property => $"{property.Name} {Plain(property.Value)}")),
        JsonValueKind.Array => $"[{string.Join("; ", value.EnumerateArray().Select(Plain))}]",
        _ => value.ToString(),
    };
}
