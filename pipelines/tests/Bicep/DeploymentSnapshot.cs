using System.Text.Json;

namespace Pipelines.Tests.Bicep;

/// <summary>
/// The resources of one deployment as the compiler predicts them: modules, loops and conditions expanded, names and parameters evaluated.
/// A value that only Azure has (<c>reference()</c>) remains as its formula, a string in brackets.
/// </summary>
internal sealed class DeploymentSnapshot
{
    public const string Tenant = "00000000-0000-0000-0000-000000000001";
    public const string Subscription = "00000000-0000-0000-0000-000000000002";
    public const string ResourceGroup = "rg-latamflights";
    public const string GroupId = $"/subscriptions/{Subscription}/resourceGroups/{ResourceGroup}";

    private DeploymentSnapshot(IReadOnlyList<DeployedResource> resources, IReadOnlyList<string> diagnostics)
    {
        Resources = resources;
        Diagnostics = diagnostics;
    }

    public IReadOnlyList<DeployedResource> Resources { get; }

    /// <summary>Warnings of the expansion, such as a module that what-if could not expand.</summary>
    public IReadOnlyList<string> Diagnostics { get; }

    public static DeploymentSnapshot Parse(string json)
    {
        var document = JsonSerializer.Deserialize<JsonElement>(json);
        return new DeploymentSnapshot(
            [.. document.GetProperty("predictedResources").EnumerateArray().Select(resource => new DeployedResource(resource))],
            [.. document.GetProperty("diagnostics").EnumerateArray().Select(diagnostic => diagnostic.ToString().Trim())]);
    }

    public IEnumerable<DeployedResource> OfType(string type) => Resources.Where(resource => resource.Type == type);

    public DeployedResource Single(string type) => OfType(type).Single();
}

/// <summary>One resource of a deployment.</summary>
internal sealed class DeployedResource(JsonElement body)
{
    public JsonElement Body => body;

    public string Id => body.GetProperty("id").GetString()!;

    public string Type => body.GetProperty("type").GetString()!;

    public string ApiVersion => body.GetProperty("apiVersion").GetString()!;

    public string Name => body.GetProperty("name").GetString()!;

    /// <summary>
    /// The id of the resource to which an extension resource (a grant, a diagnostic setting, a lock) is attached; for others, the resource
    /// group's.
    /// </summary>
    public string Scope => Id.LastIndexOf("/providers/", StringComparison.Ordinal) is var at && at > 0 ? Id[..at] : Id;

    /// <summary>A property, down a path such as <c>properties.sku.name</c>; null where there is none.</summary>
    public JsonElement? this[string path]
    {
        get
        {
            var value = body;
            foreach (var name in path.Split('.'))
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                    return null;
            return value.ValueKind == JsonValueKind.Null ? null : value;
        }
    }

    /// <summary>The property as text: the value of a string, otherwise its JSON; null where there is none.</summary>
    public string? Text(string path) => this[path] is { } value ? value.ToString() : null;

    public IEnumerable<JsonElement> Items(string path) =>
        this[path] is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public override string ToString() => $"{Type} '{Name}'";
}
