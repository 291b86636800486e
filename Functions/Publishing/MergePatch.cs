using System.Text.Json.Nodes;

namespace LatamFunctions.Publishing;

/// <summary>JSON Merge Patch (RFC 7396).</summary>
internal static class MergePatch
{
    /// <summary>
    /// Returns the result of applying <paramref name="patch"/> to <paramref name="target"/>. The arguments are not modified.
    /// </summary>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        // Builds a new object, because removing a member from a JsonObject moves all later members.
        var result = new JsonObject();
        foreach (var (name, value) in target)
        {
            if (!patch.TryGetPropertyValue(name, out var change))
                result.Add(name, value?.DeepClone());
            else if (change is not null)
                result.Add(name, Changed(value, change));
        }

        foreach (var (name, change) in patch)
        {
            if (change is not null && !target.ContainsKey(name))
                result.Add(name, Changed(null, change));
        }

        return result;
    }

    private static JsonNode Changed(JsonNode? value, JsonNode change) =>
        change is JsonObject inner ? Apply(value as JsonObject ?? [], inner) : change.DeepClone();
}
