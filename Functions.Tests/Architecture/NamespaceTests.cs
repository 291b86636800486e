using System.Xml.Linq;

namespace LatamFunctions.Tests.Architecture;

/// <summary>Tests that namespaces follow folders, in all projects of the solution.</summary>
public sealed class NamespaceTests
{
    /// <summary>The runtime requires this class outside any namespace.</summary>
    private const string StartupHook = "local/host/Workers/StartupHook.cs";

    [TestCaseSource(typeof(Solution), nameof(Solution.Projects))]
    public void Each_file_has_the_namespace_of_its_folder(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        var root = XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("RootNamespace").FirstOrDefault()?.Value
            ?? Path.GetFileNameWithoutExtension(project);

        Assert.That(
            from file in SourceFiles.Parse(folder)
            let expected = NamespaceOf(root, file.Path)
            where file.Types.Count > 0 && file.Namespace != expected && $"{folder}/{file.Path}" != StartupHook
            select $"{folder}/{file.Path} has the namespace '{file.Namespace}' instead of '{expected}'",
            Is.Empty);
    }

    [TestCase("Program.cs", ExpectedResult = "App")]
    [TestCase("Kql/Plan/Node.cs", ExpectedResult = "App.Kql.Plan")]
    public string A_folder_maps_to_a_namespace(string path) => NamespaceOf("App", path);

    private static string NamespaceOf(string root, string path) => string.Join('.', [root, .. path.Split('/').SkipLast(1)]);
}
