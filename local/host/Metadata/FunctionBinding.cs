using System.Text.Json;

namespace LocalFunctions.Host.Metadata;

/// <summary>One binding of a function: the JSON object of functions.metadata.</summary>
/// <param name="Name">The parameter's name, or <c>$return</c>.</param>
/// <param name="Type">The binding's type: <c>httpTrigger</c>.</param>
/// <param name="IsInput">Whether the host supplies its value.</param>
/// <param name="Raw">All properties of the binding in JSON.</param>
internal sealed record FunctionBinding(string Name, string Type, bool IsInput, JsonElement Raw)
{
    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the worker receives the value as binding data of an SDK type and not as text.</summary>
    public bool SupportsDeferredBinding =>
        Property("properties") is { ValueKind: JsonValueKind.Object } properties
        && properties.TryGetProperty("supportsDeferredBinding", out var value)
        && string.Equals(value.ToString(), "true", StringComparison.OrdinalIgnoreCase);

    public static FunctionBinding Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var raw = document.RootElement.Clone();
        if (raw.ValueKind != JsonValueKind.Object)
            throw new JsonException("A binding must be a JSON object.");

        var binding = new FunctionBinding("", "", false, raw);
        return binding with
        {
            Name = binding.Text("name") ?? "",
            Type = binding.Text("type") ?? throw new JsonException("A binding must have a type."),
            IsInput = !string.Equals(binding.Text("direction"), "Out", StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>A property as text; null if it is absent or null. The comparison of names ignores case.</summary>
    public string? Text(string name) => Property(name) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : null;

    public JsonElement? Property(string name)
    {
        foreach (var property in Raw.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }

        return null;
    }
}
