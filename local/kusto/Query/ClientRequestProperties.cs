using System.Text.Json;
using LocalKusto.Errors;

namespace LocalKusto.Query;

/// <summary>The properties of a request: options, and values for query parameters. Option names are case-insensitive.</summary>
internal sealed record ClientRequestProperties(
    IReadOnlyDictionary<string, JsonElement> Options,
    IReadOnlyDictionary<string, JsonElement> Parameters,
    string? ClientRequestId)
{
    public static readonly ClientRequestProperties None = new(
        new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement>(), null);

    /// <summary>
    /// Reads the properties from a JSON object, or from a string that contains a JSON object. Clients use both forms. Returns no properties
    /// if the value is <c>null</c> or missing.
    /// </summary>
    public static ClientRequestProperties Read(JsonElement properties)
    {
        switch (properties.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return None;
            case JsonValueKind.Object:
                return new ClientRequestProperties(
                    Values(properties, "Options", StringComparer.OrdinalIgnoreCase),
                    Values(properties, "Parameters", StringComparer.Ordinal),
                    Find(properties, "ClientRequestId") is { ValueKind: JsonValueKind.String } id ? id.GetString() : null);
            case JsonValueKind.String when string.IsNullOrWhiteSpace(properties.GetString()):
                return None;
            case JsonValueKind.String:
                try
                {
                    using var inner = JsonDocument.Parse(properties.GetString()!);
                    if (inner.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Null)
                        return Read(inner.RootElement);
                }
                catch (JsonException e)
                {
                    throw KustoRequestException.BadRequest($"'properties' is a string that does not contain JSON: {e.Message}");
                }
                break;
        }
        throw KustoRequestException.BadRequest("'properties' must be a JSON object, or a string that contains a JSON object.");
    }

    public static JsonElement? Find(JsonElement parent, string name)
    {
        foreach (var property in parent.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }
        return null;
    }

    private static Dictionary<string, JsonElement> Values(JsonElement properties, string name, StringComparer comparer)
    {
        var values = new Dictionary<string, JsonElement>(comparer);
        if (Find(properties, name) is { ValueKind: JsonValueKind.Object } found)
        {
            foreach (var property in found.EnumerateObject())
                values[property.Name] = property.Value.Clone();
        }
        return values;
    }
}
