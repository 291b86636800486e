using System.Text.RegularExpressions;

namespace LocalKusto.Tests.Judge;

/// <summary>
/// The known differences from the language service. Each line in a file contains a query pattern, in which <c>*</c> matches any text, and a
/// reason, separated by a tab.
/// </summary>
internal static class KnownDifferences
{
    private const double MaxShare = 0.02;

    public static void Check(string file, IReadOnlyList<(string Query, string Difference)> differences, int all)
    {
        var patterns = Read(file);
        var unlisted = differences.Where(difference => !patterns.Any(pattern => pattern.IsMatch(difference.Query))).ToList();
        var unused = patterns.Where(pattern => !differences.Any(difference => pattern.IsMatch(difference.Query))).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(unlisted, Is.Empty,
                $"These queries differ, but are not listed in {file}:\n"
                + string.Join('\n', unlisted.Select(difference => $"{difference.Query}\t{difference.Difference}")));
            Assert.That(unused, Is.Empty, $"These patterns are listed in {file}, but no query differs:\n{string.Join('\n', unused)}");
            Assert.That(differences, Has.Count.LessThanOrEqualTo((int)(all * MaxShare)),
                $"The number of differences among {all} queries is too high.");
        }
    }

    private static List<Regex> Read(string file) =>
    [
        .. File.ReadAllLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "Judge", file))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t') is [var pattern, { Length: > 0 }] ? pattern
                : throw new InvalidDataException($"{file}: '{line}' does not consist of a pattern and a reason."))
            .Select(pattern => new Regex("^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$")),
    ];
}
