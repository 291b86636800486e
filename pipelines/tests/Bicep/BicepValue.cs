namespace Pipelines.Tests.Bicep;

/// <summary>A value as written. Objects and arrays are taken apart, every other expression stays text.</summary>
internal abstract record BicepValue(string Text)
{
    /// <summary>The value of a plain string, without its quotes; null for anything else, interpolation included.</summary>
    public string? AsString => Text is ['\'', .. var inner, '\''] && !inner.Contains('\'') && !inner.Contains("${", StringComparison.Ordinal) ? inner : null;

    public int? AsInt => int.TryParse(Text, out var number) ? number : null;

    /// <summary>A property of an object, down a path such as <c>properties.sku.name</c>; null where there is none.</summary>
    public BicepValue? this[string path] => path.Split('.').Aggregate<string, BicepValue?>(
        this, (value, name) => (value as BicepObject)?.Properties.FirstOrDefault(property => property.Name == name).Value);

    public IReadOnlyList<BicepValue> Items => (this as BicepArray)?.Values ?? [];
}

internal sealed record BicepExpression(string Text) : BicepValue(Text);

internal sealed record BicepArray(string Text, IReadOnlyList<BicepValue> Values) : BicepValue(Text);

internal sealed record BicepObject(string Text, IReadOnlyList<(string Name, BicepValue Value)> Properties, IReadOnlyList<BicepDeclaration> Nested)
    : BicepValue(Text);

/// <summary>
/// A statement with a name. <c>Type</c> is the resource type with its version, the module's path, or the declared type; <c>Loop</c> is what
/// stands between <c>[for</c> and the colon.
/// </summary>
internal sealed record BicepDeclaration(
    string Keyword, string Name, string Type, bool Existing, string? Loop, string? Condition, BicepValue? Value)
{
    /// <summary>The resource type without its version.</summary>
    public string ResourceType => Type.Split('@')[0];
}
