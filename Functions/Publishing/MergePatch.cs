using System.Text.Json.Nodes;

namespace LatamFunctions.Publishing;

/// <summary>JSON Merge Patch (RFC 7396).</summary>
internal static class MergePatch
{
    /// <summary>The result of applying <paramref name="patch"/>; neither argument changes.</summary>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        var result = target.DeepClone().AsObject();
        foreach (var (name, value) in patch)
        {
            if (value is null)
                result.Remove(name);
            else if (value is JsonObject inner)
                result[name] = Apply(result[name] as JsonObject ?? [], inner);
            else
                result[name] = value.DeepClone();
        }

        return result;
    }
}
