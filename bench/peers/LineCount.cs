using LocalStack.Configuration;

namespace PeerBenchmark;

/// <summary>Counts lines of code, without blank lines and comments.</summary>
internal static class LineCount
{
    /// <summary>The start of a comment by file extension. The counted files have no comments of other forms.</summary>
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

    /// <summary>Counts the lines in the repository's files that match Git patterns.</summary>
    public static async Task<int> InRepositoryAsync(CancellationToken cancellationToken, params string[] patterns)
    {
        var files = await ProgramOutput.ReadAsync(
            "git", ["-C", BuildPaths.RepositoryRoot, "ls-files", "--", .. patterns], cancellationToken);
        return files.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Sum(file => InText(File.ReadAllText(Path.Combine(BuildPaths.RepositoryRoot, file)), Path.GetExtension(file)));
    }
}
