using LocalStack.Configuration;

namespace PeerBenchmark;

/// <summary>Counts lines of code: those that are neither blank nor comments.</summary>
internal static class LineCount
{
    /// <summary>The beginning of a comment by the extension of a file. Comments of other forms are not used in these files.</summary>
    private static readonly Dictionary<string, string> Comments = new()
    {
        [".cs"] = "//",
        [".kql"] = "//",
        [".py"] = "#",
        [".sql"] = "--",
    };

    public static int InText(string text, string extension) => text.Split('\n')
        .Select(line => line.Trim())
        .Count(line => line.Length > 0 && !line.StartsWith(Comments[extension], StringComparison.Ordinal));

    /// <summary>The lines in the files of the repository that match patterns of Git.</summary>
    public static async Task<int> InRepositoryAsync(CancellationToken cancellationToken, params string[] patterns)
    {
        var files = await ProgramOutput.ReadAsync(
            "git", ["-C", BuildPaths.RepositoryRoot, "ls-files", "--", .. patterns], cancellationToken);
        return files.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Sum(file => InText(File.ReadAllText(Path.Combine(BuildPaths.RepositoryRoot, file)), Path.GetExtension(file)));
    }
}
