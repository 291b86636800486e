using YamlDotNet.RepresentationModel;

namespace Rehearse;

/// <summary>The scope of the expressions of one file.</summary>
internal sealed record TemplateScope(string File, YamlMappingNode Parameters, YamlMappingNode Variables)
{
    /// <summary>The loop variables of <c>${{ each }}</c> that apply at this position.</summary>
    public IReadOnlyDictionary<string, YamlNode> Items { get; init; } = new Dictionary<string, YamlNode>();

    public YamlNode? Lookup(string name) => name switch
    {
        "parameters" => Parameters,
        "variables" => Variables,
        _ => Items.GetValueOrDefault(name),
    };
}
