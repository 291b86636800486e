using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LatamFunctions.Tests.Architecture;

/// <summary>The projects that a project refers to, with a project reference or by source files that it compiles.</summary>
internal static partial class ProjectReferences
{
    private const string RepositoryRoot = "$(RepositoryRoot)";

    /// <inheritdoc cref="From(string, XDocument)"/>
    public static IReadOnlyList<string> From(string path) => From(path, XDocument.Load(Path.Combine(KqlCheck.RepositoryRoot, path)));

    /// <summary>
    /// The projects' folders; for a source file of no project, its folder. A star replaces a value that only the build has.
    /// </summary>
    /// <param name="path">The project file, relative to the repository.</param>
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

    /// <summary>A transform of items of MSBuild.</summary>
    [GeneratedRegex(@"^@\(\w+->'(?<path>[^']+)'\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Transform();

    /// <summary>A property, or the metadata of an item.</summary>
    [GeneratedRegex(@"[$%]\(\w+\)")]
    private static partial Regex Value();
}
