using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalStack.Tests.Cases;

/// <summary>
/// Compares JSON with its expected content: all expected properties must be equal, and lists must have the same number of items.
/// </summary>
internal static class JsonExpectation
{
    /// <summary>Returns the paths that differ, with both values.</summary>
    public static IEnumerable<string> Differences(JsonNode? expected, JsonNode? actual, string place = "$") => (expected, actual) switch
    {
        (JsonObject properties, JsonObject found) => properties.SelectMany(property =>
            Differences(property.Value, found[property.Key], $"{place}.{property.Key}")),
        (JsonArray items, JsonArray found) when items.Count == found.Count => items.SelectMany((item, i) =>
            Differences(item, found[i], $"{place}[{i}]")),
        _ when AreEqual(expected, actual) => [],
        _ => [$"{place}: expected {Shown(expected)}, not {Shown(actual)}"],
    };

    private static bool AreEqual(JsonNode? expected, JsonNode? actual) =>
        expected is JsonValue && actual is JsonValue && expected.GetValueKind() == JsonValueKind.Number
            && actual.GetValueKind() == JsonValueKind.Number
            ? expected.GetValue<decimal>() == actual.GetValue<decimal>()
            : JsonNode.DeepEquals(expected, actual);

    private static string Shown(JsonNode? value) => value?.ToJsonString() ?? "nothing";
}
