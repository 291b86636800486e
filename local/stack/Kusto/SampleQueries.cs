using LocalKusto.Configuration;

namespace LocalStack.Kusto;

/// <summary>
/// Reads the sample queries in kusto/samples for the query page. The first line of each file is a comment with the query's name.
/// </summary>
internal static class SampleQueries
{
    /// <exception cref="FormatException">A file does not begin with a comment.</exception>
    public static IReadOnlyList<SampleQuery> Read(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.kql").Order(StringComparer.Ordinal).Select(path => Parse(path, File.ReadAllText(path)))];

    private static SampleQuery Parse(string path, string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return text.StartsWith("// ", StringComparison.Ordinal) && end > 0
            ? new SampleQuery(text[3..end].Trim(), text[(end + 1)..].Trim())
            : throw new FormatException($"{path} does not begin with a comment that names the query.");
    }
}
