using YamlDotNet.RepresentationModel;

namespace Rehearse;

/// <summary>The names that are available to the expressions in a file.</summary>
internal sealed record TemplateScope(string File, YamlMappingNode Parameters, YamlMappingNode Variables)
{
    /// <summary>The loop variables of the enclosing <c>${{ each }}</c> blocks.</summary>
    public IReadOnlyDictionary<string, YamlNode> Items { get; init; } = new Dictionary<string, YamlNode>();

    public YamlNode? Lookup(string name) => name switch
    {
        "parameters" => Parameters,
        "variables" => Variables,
        _ => Items.GetValueOrDefault(name),
    };
}
