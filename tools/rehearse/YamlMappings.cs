using YamlDotNet.RepresentationModel;

namespace Rehearse;

internal static class YamlMappings
{
    public static YamlNode? Find(this YamlMappingNode mapping, string key) =>
        mapping.Children.TryGetValue(key, out var value) ? value : null;
}
