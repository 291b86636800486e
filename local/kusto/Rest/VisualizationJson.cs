using System.Text.Json.Nodes;
using LocalKusto.Kql.Binding;

namespace LocalKusto.Rest;

/// <summary>
/// Writes the visualization of <c>render</c> as JSON for the extended properties. For a query without <c>render</c>, all keys have their
/// default values.
/// </summary>
internal static class VisualizationJson
{
    private static readonly (string Key, JsonNode? Default)[] Keys =
    [
        ("Title", null), ("XColumn", null), ("Series", null), ("YColumns", null), ("AnomalyColumns", null), ("XTitle", null),
            ("YTitle", null),
        ("XAxis", null), ("YAxis", null), ("Legend", null), ("YSplit", null), ("Accumulate", false), ("IsQuerySorted", false),
            ("Kind", null),
        ("Ymin", "NaN"), ("Ymax", "NaN"), ("Xmin", null), ("Xmax", null),
    ];

    public static string Write(Visualization? visualization)
    {
        var json = new JsonObject { ["Visualization"] = visualization?.Kind };
        foreach (var (key, byDefault) in Keys)
        {
            var value = visualization?.Properties.FirstOrDefault(property =>
                string.Equals(property.Key, key, StringComparison.OrdinalIgnoreCase)).Value;
            json[key] = value is null ? byDefault?.DeepClone() : key == "Accumulate"
                ? string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) : value;
        }
        return json.ToJsonString();
    }
}
