using Pipelines.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Pipelines.Tests.Pipeline;

/// <summary>
/// Checks that an environment with private endpoints uses agents inside its network, because hosted agents cannot reach the endpoints.
/// </summary>
internal static class PrivatePoolCheck
{
    private const string Root = "azure-pipelines.yml";

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(files[Root]));
        var pools = (YamlMappingNode)((YamlSequenceNode)stream.Documents[0].RootNode["parameters"])
            .Single(parameter => ((YamlScalarNode)parameter["name"]).Value == "pools")["default"];
        foreach (var path in files.Paths("bicep/environments", ".bicepparam"))
        {
            var environment = Path.GetFileNameWithoutExtension(path);
            if (!pools.Children.TryGetValue(environment, out var pool))
                yield return new Finding(Root, $"pools has no entry for {environment}");
            else if (files[path].Contains("param privateNetworking = true", StringComparison.Ordinal)
                && !((YamlMappingNode)pool).Children.ContainsKey("name"))
            {
                yield return new Finding(
                    Root, $"{environment} has privateNetworking, but its pool has no name: hosted agents cannot reach the environment");
            }
        }
    }
}
