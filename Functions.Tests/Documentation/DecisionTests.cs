using System.Text.RegularExpressions;

namespace LatamFunctions.Tests.Documentation;

/// <summary>Checks the form of the records in docs/decisions.</summary>
public sealed partial class DecisionTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "decisions");

    [Test]
    public void Every_decision_states_its_date_and_its_status() => Assert.That(
        from path in Records()
        where !HasStatus(File.ReadAllText(path))
        select Path.GetFileName(path),
        Is.Empty);

    [Test]
    public void Every_superseding_decision_exists() => Assert.That(
        from path in Records()
        from Capture successor in Status().Match(File.ReadAllText(path)).Groups["successor"].Captures
        where !File.Exists(Path.Combine(Folder, successor.Value))
        select $"{Path.GetFileName(path)}: {successor.Value}",
        Is.Empty);

    [Test]
    public void The_index_lists_every_decision()
    {
        var index = File.ReadAllText(Path.Combine(Folder, "README.md"));

        Assert.That(Records(), Is.Not.Empty);
        Assert.That(
            from path in Records()
            let name = Path.GetFileName(path)
            where !index.Contains($"]({name})", StringComparison.Ordinal)
            select name,
            Is.Empty);
    }

    [TestCase("Date: 2026-11-21 · Status: accepted", ExpectedResult = true)]
    [TestCase("Date: 2026-11-21 · Status: superseded by [0013](0013-b.md)", ExpectedResult = true)]
    [TestCase("Date: 2026-11-21 · Status: superseded by [0016](0016-b.md) and [0018](0018-c.md)", ExpectedResult = true)]
    [TestCase("Date: 2026-11-21 · Status: superseded", ExpectedResult = false)]
    [TestCase("Date: 2026-11-21 · Status: superseded by [0013](0016-b.md)", ExpectedResult = false)]
    [TestCase("Date: 21 November 2026 · Status: accepted", ExpectedResult = false)]
    [TestCase("Status: accepted", ExpectedResult = false)]
    public bool A_line_without_a_date_or_a_status_is_found(string line) => HasStatus($"# 0001 A title\n\n{line}\n\nA text.\n");

    private static IEnumerable<string> Records() => Directory.EnumerateFiles(Folder, "0*.md");

    private static bool HasStatus(string record) => Status().IsMatch(record);

    /// <summary>The title of a record and the line under the title.</summary>
    [GeneratedRegex(
        @"^# \d{4} [^\n]+\n\nDate: \d{4}-\d{2}-\d{2} · Status: "
        + @"(accepted|superseded by (( and )?\[(?<number>\d{4})\]\((?<successor>\k<number>-[\w-]+\.md)\))+)\n",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Status();
}
