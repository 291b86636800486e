using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LatamFunctions.Tests.Architecture;

/// <summary>The projects that a project references, either by a project reference or by compiling their source files.</summary>
internal static partial class ProjectReferences
{
    private const string RepositoryRoot = "$(RepositoryRoot)";

    /// <inheritdoc cref="From(string, XDocument)"/>
    public static IReadOnlyList<string> From(string path) => From(path, XDocument.Load(Path.Combine(Repository.Root, path)));

    /// <summary>
    /// Returns the folders of the referenced projects. A source file outside all projects is represented by its own folder. An asterisk
    /// replaces a value that is known only during the build.
    /// </summary>
    /// <param name="path">The path of the project file relative to the repository.</param>
    /// <param name="project">The content of the project file.</param>
    public static IReadOnlyList<string> From(string path, XDocument project)
    {
        var folder = FolderOf(path);
        return
        [
            .. project.Descendants().Where(item => item.Name.LocalName is "ProjectReference" or "Compile")
                .Select(item => item.Attribute("Include")?.Value)
                .OfType<string>()
                .Select(include => ProjectOf(FolderOf(Resolve(folder, include))))
                .Where(other => other != folder)
                .Distinct(),
        ];
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is >= 0 and var end ? path[..end] : "";

    private static string ProjectOf(string folder) =>
        Solution.Folders.FirstOrDefault(project => $"{folder}/".StartsWith($"{project}/", StringComparison.Ordinal)) ?? folder;

    private static string Resolve(string folder, string include)
    {
        var path = Transform().Replace(include, "${path}");
        path = path.StartsWith(RepositoryRoot, StringComparison.Ordinal) ? path[RepositoryRoot.Length..] : $"{folder}/{path}";
        return Path.GetRelativePath("/", Path.GetFullPath($"/{Value().Replace(path, "*")}")).Replace('\\', '/');
    }

    /// <summary>An MSBuild item transform.</summary>
    [GeneratedRegex(@"^@\(\w+->'(?<path>[^']+)'\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Transform();

    /// <summary>An MSBuild property reference or an item metadata reference.</summary>
    [GeneratedRegex(@"[$%]\(\w+\)")]
    private static partial Regex Value();
}
