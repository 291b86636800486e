using System.Text.Json;

namespace Pipelines.Tests.Bicep;

/// <summary>
/// The resources in a deployment as the compiler predicts them: modules, loops and conditions are expanded, and names and parameters are
/// evaluated. A value that is only known in Azure (<c>reference()</c>) remains a formula, which is a string in brackets.
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

    /// <summary>The warnings from the expansion, such as for a module that what-if could not expand.</summary>
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

/// <summary>A resource in a deployment.</summary>
internal sealed class DeployedResource(JsonElement body)
{
    public JsonElement Body => body;

    public string Id => body.GetProperty("id").GetString()!;

    public string Type => body.GetProperty("type").GetString()!;

    public string ApiVersion => body.GetProperty("apiVersion").GetString()!;

    public string Name => body.GetProperty("name").GetString()!;

    /// <summary>
    /// The id of the resource to which an extension resource (a role assignment, a diagnostic setting, a lock) is attached, or the id of
    /// the resource group for any other resource.
    /// </summary>
    public string Scope => Id.LastIndexOf("/providers/", StringComparison.Ordinal) is var at && at > 0 ? Id[..at] : Id;

    /// <summary>Gets the property at a path such as <c>properties.sku.name</c>, or <c>null</c> if the property does not exist.</summary>
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

    /// <summary>Returns a string property's value or another property's JSON, or <c>null</c> if the property does not exist.</summary>
    public string? Text(string path) => this[path] is { } value ? value.ToString() : null;

    public IEnumerable<JsonElement> Items(string path) =>
        this[path] is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public override string ToString() => $"{Type} '{Name}'";
}
