using System.Text.RegularExpressions;

namespace LatamFunctions.Tests.Documentation;

/// <summary>Statements of the documentation that can be checked against the repository.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Folders = ["bench", "bicep", "docs", "Functions", "Functions.Tests", "kusto", "local", "pipelines", "tools"];

    /// <summary>Phrases that a reader stumbles over, each with the field's term in CONTRIBUTING.md's sense of plain English.</summary>
    private static readonly string[] Banned =
    [
        "nobody", "somebody", "whoever", "anew", "contender", "is none that", "comes again", "mend", "mends", "by the door", "through the door",
        "faulty letter", "goes on with",
    ];

    [Test]
    public void Every_relative_link_leads_to_a_file() => Assert.That(Pages().SelectMany(BrokenLinks), Is.Empty);

    [Test]
    public void Every_anchor_of_a_link_is_a_heading() => Assert.That(Pages().SelectMany(BrokenAnchors), Is.Empty);

    [Test]
    public void Every_project_of_a_command_exists() => Assert.That(
        from page in Pages()
        from Match command in ProjectCommand().Matches(File.ReadAllText(page))
        let project = command.Groups["project"].Value
        where !Directory.Exists(Path.Combine(KqlCheck.RepositoryRoot, project))
        select $"{Name(page)}: {project}",
        Is.Empty);

    [Test]
    public void No_page_for_readers_has_a_banned_phrase() => Assert.That(
        from page in Pages()
        where !Name(page).StartsWith("docs/decisions", StringComparison.Ordinal)
        from phrase in Banned
        where Regex.IsMatch(File.ReadAllText(page), $@"\b{phrase}\b", RegexOptions.IgnoreCase)
        select $"{Name(page)}: {phrase}",
        Is.Empty);

    [Test]
    public void A_broken_link_is_found()
    {
        var page = Path.Combine(KqlCheck.RepositoryRoot, "docs", "page.md");

        Assert.Multiple(() =>
        {
            Assert.That(BrokenLinks(page, "[a](no-such-file.md) [b](api.md) [c](https://example.com/x)"), Is.EqualTo(new[] { "docs/page.md: no-such-file.md" }));
            Assert.That(BrokenAnchors(page, "[a](../README.md#no-such-heading) [b](../README.md#run-it)"),
                Is.EqualTo(new[] { "docs/page.md: ../README.md#no-such-heading" }));
        });
    }

    private static IEnumerable<string> Pages() => Directory.EnumerateFiles(KqlCheck.RepositoryRoot, "*.md")
        .Concat(Folders
            .Select(folder => Path.Combine(KqlCheck.RepositoryRoot, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)))
        .Where(page => !page.Contains("node_modules", StringComparison.Ordinal) && !page.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}"));

    private static IEnumerable<string> BrokenLinks(string page) => BrokenLinks(page, File.ReadAllText(page));

    private static IEnumerable<string> BrokenLinks(string page, string text) =>
        from link in Links(text)
        let path = link.Split('#')[0]
        where path.Length > 0 && !Path.Exists(Resolve(page, path))
        select $"{Name(page)}: {link}";

    private static IEnumerable<string> BrokenAnchors(string page) => BrokenAnchors(page, File.ReadAllText(page));

    private static IEnumerable<string> BrokenAnchors(string page, string text) =>
        from link in Links(text)
        where link.Contains('#')
        let target = Resolve(page, link.Split('#')[0])
        where target.EndsWith(".md", StringComparison.Ordinal) && File.Exists(target)
        where !Headings(File.ReadAllText(target)).Contains(link.Split('#')[1])
        select $"{Name(page)}: {link}";

    /// <summary>Targets inside of the repository. A link to the repository's own pages on its host (../../actions) is not.</summary>
    private static IEnumerable<string> Links(string text) => Link().Matches(Fence().Replace(text, ""))
        .Select(match => match.Groups["target"].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            && !target.StartsWith("../../actions", StringComparison.Ordinal));

    private static string Resolve(string page, string path) => path.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, path));

    /// <summary>Anchors as the hosts of Markdown derive them: lower case, punctuation removed, blanks as hyphens.</summary>
    private static HashSet<string> Headings(string text) =>
        [.. Heading().Matches(text).Select(match => Punctuation().Replace(match.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    private static string Name(string page) => Path.GetRelativePath(KqlCheck.RepositoryRoot, page).Replace('\\', '/');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+?)\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"dotnet (run|test)[^\n`]*?(--project |test )(?<project>[a-zA-Z][\w./]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectCommand();
}
