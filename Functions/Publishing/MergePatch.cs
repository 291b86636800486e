using System.Text.Json.Nodes;

namespace LatamFunctions.Publishing;

/// <summary>JSON Merge Patch (RFC 7396).</summary>
internal static class MergePatch
{
    /// <summary>The result of applying <paramref name="patch"/>; neither argument changes.</summary>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        // In one pass over each, since the removal of a member moves all later ones. Each node is copied once.
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
