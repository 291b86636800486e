using System.Text.RegularExpressions;

namespace LatamFunctions.Tests.Architecture;

/// <summary>
/// Tests that LatamFunctions.sln contains all projects, in solution folders that mirror the directory tree, and the files that apply to all
/// projects.
/// </summary>
public sealed partial class SolutionTests
{
    private const string FolderType = "{2150E333-8FDC-42A3-9474-1A3956D46DE8}";

    private static readonly Lazy<string> Text = new(() =>
        File.ReadAllText(Path.Combine(Repository.Root, "LatamFunctions.sln")));

    private static readonly Lazy<(string Type, string Name, string Path, string Id)[]> Entries = new(() =>
    [
        .. Entry().Matches(Text.Value).Select(match => (
            match.Groups["type"].Value,
            match.Groups["name"].Value,
            match.Groups["path"].Value.Replace('\\', '/'),
            match.Groups["id"].Value)),
    ]);

    private static readonly Lazy<Dictionary<string, string>> Parents = new(() =>
        Nesting().Matches(Text.Value).ToDictionary(match => match.Groups["child"].Value, match => match.Groups["parent"].Value));

    [Test]
    public void Every_project_is_in_the_solution() => Assert.That(
        SourceFiles.Find().Where(file => file.Extension == ".csproj")
            .Select(file => Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/')),
        Is.EquivalentTo(Entries.Value.Where(entry => entry.Type != FolderType).Select(entry => entry.Path)));

    /// <summary>A directory with the same name as its only project has no solution folder.</summary>
    [Test]
    public void Solution_folders_mirror_the_directory_tree() => Assert.That(
        from project in Entries.Value
        where project.Type != FolderType
        let folders = project.Path.Split('/')[..^1]
        let expected = folders.Length > 0 && folders[^1].Equals(project.Name, StringComparison.OrdinalIgnoreCase) ? folders[..^1] : folders
        let actual = FoldersOf(project.Id)
        where !actual.SequenceEqual(expected)
        select $"{project.Path} is in {string.Join('/', actual)}",
        Is.Empty);

    /// <summary>An editor shows these files only if the solution contains them.</summary>
    [Test]
    public void The_solution_contains_the_files_that_apply_to_all_projects()
    {
        var items = Item().Matches(Text.Value).Select(match => match.Groups["path"].Value.Replace('\\', '/')).ToList();
        var workflows = Directory.EnumerateFiles(Path.Combine(Repository.Root, ".github", "workflows"));
        var buildFiles = Directory.EnumerateFiles(Repository.Root, "Directory.*");

        Assert.That(
            buildFiles.Concat(workflows).Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')),
            Is.SubsetOf(items));
        Assert.That(items.Where(item => !File.Exists(Path.Combine(Repository.Root, item))), Is.Empty);
    }

    private static List<string> FoldersOf(string id)
    {
        var folders = new List<string>();
        while (Parents.Value.TryGetValue(id, out var parent))
        {
            folders.Insert(0, Entries.Value.Single(entry => entry.Id == parent).Name);
            id = parent;
        }

        return folders;
    }

    [GeneratedRegex(
        "Project\\(\"(?<type>[^\"]+)\"\\) = \"(?<name>[^\"]+)\", \"(?<path>[^\"]+)\", \"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Entry();

    /// <summary>A file in a solution folder: the same path on both sides.</summary>
    [GeneratedRegex(@"^\t\t(?<path>[^{}|\s]+) = \k<path>\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Item();

    [GeneratedRegex(@"^\s*(?<child>\{[\w-]+\}) = (?<parent>\{[\w-]+\})\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Nesting();
}
