using System.Text.Json;

namespace LocalFunctions.Host.Metadata;

/// <summary>A function's binding, which is a JSON object in functions.metadata.</summary>
/// <param name="Name">The parameter's name, or <c>$return</c>.</param>
/// <param name="Type">The binding's type, such as <c>httpTrigger</c>.</param>
/// <param name="IsInput">Whether the host provides the binding's value.</param>
/// <param name="Raw">All properties of the binding as JSON.</param>
internal sealed record FunctionBinding(string Name, string Type, bool IsInput, JsonElement Raw)
{
    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the worker receives the value as binding data for an SDK type instead of text.</summary>
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

    /// <summary>
    /// Returns a property as text, or <c>null</c> if the property is missing or null. Property names are case-insensitive.
    /// </summary>
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
