using YamlDotNet.RepresentationModel;

namespace Rehearse;

/// <summary>Reads the entries of YAML mappings.</summary>
internal static class YamlMappings
{
    public static YamlNode? Find(this YamlMappingNode mapping, string key) =>
        mapping.Children.TryGetValue(key, out var value) ? value : null;
}
