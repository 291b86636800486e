namespace Pipelines.Tests.Bicep;

/// <summary>The statements of a .bicep or .bicepparam file.</summary>
internal sealed record BicepFile(string Path, IReadOnlyList<BicepDeclaration> Declarations)
{
    public static BicepFile Parse(string path, string text) => new(path, new BicepReader(path, text).ReadFile());

    public IEnumerable<BicepDeclaration> Of(string keyword) => Declarations.Where(declaration => declaration.Keyword == keyword);

    /// <summary>Resources that the file creates; those that it only refers to (<c>existing</c>) are left out.</summary>
    public IEnumerable<BicepDeclaration> Resources() => Of("resource").Where(resource => !resource.Existing);

    public IEnumerable<BicepDeclaration> Resources(string type) => Resources().Where(resource => resource.ResourceType == type);

    public BicepValue? Value(string keyword, string name) =>
        Declarations.FirstOrDefault(declaration => declaration.Keyword == keyword && declaration.Name == name)?.Value;

    public BicepValue? Variable(string name) => Value("var", name);
}
