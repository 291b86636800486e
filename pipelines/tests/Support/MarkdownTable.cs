namespace Pipelines.Tests.Support;

/// <summary>Reads or replaces the first table after a heading on a page.</summary>
internal static class MarkdownTable
{
    /// <returns>The table's lines, with line endings.</returns>
    public static string After(string page, string heading) => page[Find(page, heading)];

    public static string Replace(string page, string heading, string table)
    {
        var range = Find(page, heading);
        return string.Concat(page.AsSpan(0, range.Start.Value), table, page.AsSpan(range.End.Value));
    }

    private static Range Find(string page, string heading)
    {
        var start = page.IndexOf($"{heading}\n", StringComparison.Ordinal);
        if (start < 0)
            throw new InvalidDataException($"The page has no heading '{heading}'.");

        start = page.IndexOf("\n|", start, StringComparison.Ordinal) + 1;
        var end = start;
        while (end < page.Length && page[end] == '|')
            end = page.IndexOf('\n', end) + 1;
        return start..end;
    }
}
