using System.Text.Json.Nodes;

namespace Pipelines.Tests.Bicep;

/// <summary>
/// Simulates Azure's result of <c>az deployment group what-if --no-pretty-print</c> for a compiled deployment. Azure does not evaluate
/// <c>reference()</c>: it compares a value that depends on <c>reference()</c> with the formula (Azure/arm-template-whatif#83, #156), and
/// reports a resource whose id depends on <c>reference()</c> as Unsupported (#399). Secure and write-only values are hidden.
/// </summary>
internal static class WhatIfResult
{
    /// <summary>Properties that the services never return, so every run reports these properties as new.</summary>
    private static readonly HashSet<string> Hidden =
        ["properties.scriptContent", "properties.siteConfig.appSettings", "properties.webhookReceivers"];

    /// <summary>Returns the result before the first release, when no resource exists.</summary>
    public static JsonObject First(DeploymentSnapshot snapshot) => Result(snapshot.Resources.Select(resource =>
        IsFormula(resource.Id) ? Unsupported(resource) : Change(resource, "Create")));

    /// <summary>
    /// Returns the result for a later release, when the resources of <paramref name="deployed"/> exist with values instead of formulas.
    /// </summary>
    public static JsonObject Next(DeploymentSnapshot deployed, DeploymentSnapshot snapshot)
    {
        var existing = deployed.Resources.Where(resource => !IsFormula(resource.Id)).ToDictionary(resource => resource.Id);
        return Result(snapshot.Resources.Select(resource =>
        {
            if (IsFormula(resource.Id))
                return Unsupported(resource);
            if (!existing.TryGetValue(resource.Id, out var before))
                return Change(resource, "Create");
            var delta = new JsonArray();
            Compare("", JsonNode.Parse(before.Body.GetRawText()), JsonNode.Parse(resource.Body.GetRawText()), delta);
            var change = Change(resource, delta.Count > 0 ? "Modify" : "NoChange");
            change["delta"] = delta;
            return change;
        }));
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, JsonArray delta)
    {
        if (Hidden.Contains(path))
        {
            delta.Add(Property(path, "Create", null, after));
        }
        else if (after is JsonObject properties && before is JsonObject earlier)
        {
            foreach (var (name, value) in properties)
                Compare(path.Length == 0 ? name : $"{path}.{name}", earlier[name], value, delta);
        }
        else if (after is JsonArray items && before is JsonArray others && items.Count == others.Count)
        {
            for (var i = 0; i < items.Count; i++)
                Compare($"{path}.{i}", others[i], items[i], delta);
        }
        else if (after is JsonValue && IsFormula(after.ToString()))
        {
            delta.Add(Property(path, "Modify", "a value that Azure has", after));
        }
        else if (!JsonNode.DeepEquals(before, after))
        {
            delta.Add(Property(path, before is null ? "Create" : "Modify", before, after));
        }
    }

    private static JsonObject Result(IEnumerable<JsonObject> changes) => new()
    {
        ["status"] = "Succeeded",
        ["changes"] = new JsonArray([.. changes]),
        ["potentialChanges"] = new JsonArray(),
        ["diagnostics"] = new JsonArray(),
    };

    private static JsonObject Change(DeployedResource resource, string kind) =>
        new() { ["resourceId"] = resource.Id, ["changeType"] = kind };

    private static JsonObject Unsupported(DeployedResource resource)
    {
        var change = Change(resource, "Unsupported");
        change["unsupportedReason"] = "The resource id cannot be calculated until the deployment is under way.";
        return change;
    }

    private static JsonObject Property(string path, string kind, JsonNode? before, JsonNode? after) => new()
    {
        ["path"] = path,
        ["propertyChangeType"] = kind,
        ["before"] = before?.DeepClone(),
        ["after"] = after?.DeepClone(),
    };

    private static bool IsFormula(string text) => text.StartsWith('[') && text.EndsWith(']');
}
