using System.Text.RegularExpressions;

namespace LatamFunctions.Tests.Architecture;

/// <summary>The projects in LatamFunctions.sln. <see cref="SolutionTests"/> checks that no project is missing.</summary>
internal static partial class Solution
{
    /// <summary>The paths of the project files, relative to the repository, with forward slashes.</summary>
    public static IReadOnlyList<string> Projects { get; } =
    [
        .. ProjectPath().Matches(File.ReadAllText(Path.Combine(Repository.Root, "LatamFunctions.sln")))
            .Select(match => match.Value.Replace('\\', '/')),
    ];

    /// <summary>The folder of each project.</summary>
    public static IEnumerable<string> Folders => Projects.Select(project => Path.GetDirectoryName(project)!.Replace('\\', '/'));

    [GeneratedRegex(@"[^""]+\.csproj")]
    private static partial Regex ProjectPath();
}
