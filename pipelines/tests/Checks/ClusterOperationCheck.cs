using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Checks the order of changes to the ADX cluster. The cluster rejects a change while another change is in progress
/// (ServiceIsInMaintenance). Therefore, of any two changes, one must depend on the other, directly or indirectly.
/// </summary>
internal static class ClusterOperationCheck
{
    private const string Main = "bicep/main.bicep";

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var waitsFor = new Dictionary<string, List<string>>();
        var operations = new List<string>();
        foreach (var module in Collect(files.Templates.Graph(Main), "", [], waitsFor, operations))
            Collect(files.Templates.Graph($"bicep/{module.RelativePath}"), $"{module.Name}/", waitsFor[module.Name], waitsFor, operations);

        foreach (var (first, i) in operations.Select((operation, i) => (operation, i)))
            foreach (var second in operations.Skip(i + 1))
                if (!Waits(waitsFor, first, second) && !Waits(waitsFor, second, first))
                {
                    yield return new Finding(
                        Main, $"{first} and {second} change the ADX cluster at the same time: make one depend on the other");
                }
    }

    /// <summary>
    /// Adds the declarations in a module's file under the module's symbol. Each resource in a module waits for the module's dependencies.
    /// </summary>
    /// <returns>The modules that the file declares.</returns>
    private static List<BicepNode> Collect(
        BicepGraph graph, string prefix, IEnumerable<string> inherited, Dictionary<string, List<string>> waitsFor, List<string> operations)
    {
        foreach (var node in graph.Nodes)
        {
            var targets = graph.Edges.Where(edge => edge.Source == node.Name).Select(edge => prefix + edge.Target);
            waitsFor[prefix + node.Name] = [.. targets, .. inherited];
            if (!node.IsExisting && ChangesCluster(node.Type))
                operations.Add(prefix + node.Name);
        }

        return [.. graph.Nodes.Where(node => node.RelativePath is not null)];
    }

    private static bool ChangesCluster(string type) =>
        type.StartsWith("Microsoft.Kusto/clusters", StringComparison.Ordinal) || type == "Microsoft.Network/privateEndpoints";

    /// <summary>A resource that waits for a module waits for each resource in the module.</summary>
    private static bool Waits(Dictionary<string, List<string>> waitsFor, string from, string to)
    {
        var open = new Stack<string>([from]);
        var seen = new HashSet<string>();
        while (open.TryPop(out var node))
        {
            if (node != from && (node == to || to.StartsWith($"{node}/", StringComparison.Ordinal)))
                return true;
            if (seen.Add(node) && waitsFor.TryGetValue(node, out var targets))
                foreach (var target in targets)
                    open.Push(target);
        }

        return false;
    }
}
