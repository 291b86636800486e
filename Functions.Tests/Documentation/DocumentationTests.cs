using System.Text.RegularExpressions;

namespace LatamFunctions.Tests.Documentation;

/// <summary>Checks statements in the documentation against the repository.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Folders =
        ["bench", "bicep", "docs", "Functions", "Functions.Tests", "kusto", "local", "pipelines", "tools"];

    private static readonly string[] TestFolders = ["bench/tests", "Functions.Tests", "local/tests", "pipelines/tests", "tools/tests"];

    [Test]
    public void Every_relative_link_leads_to_a_file() => Assert.That(Pages().SelectMany(BrokenLinks), Is.Empty);

    [Test]
    public void Every_anchor_of_a_link_is_a_heading() => Assert.That(Pages().SelectMany(BrokenAnchors), Is.Empty);

    [Test]
    public void The_index_of_the_documentation_lists_every_page()
    {
        var folder = Path.Combine(Repository.Root, "docs");
        var index = File.ReadAllText(Path.Combine(folder, "README.md"));

        Assert.That(
            from page in Directory.EnumerateFiles(folder, "*.md")
            let name = Path.GetFileName(page)
            where name != "README.md" && !index.Contains($"]({name})", StringComparison.Ordinal)
            select name,
            Is.Empty);
    }

    [Test]
    public void Every_project_in_a_command_exists() => Assert.That(
        from page in Pages()
        from Match command in ProjectCommand().Matches(File.ReadAllText(page))
        let project = command.Groups["project"].Value
        where !Directory.Exists(Path.Combine(Repository.Root, project))
        select $"{Name(page)}: {project}",
        Is.Empty);

    /// <summary>
    /// Checks the files and folders whose paths from the root appear on a page. Decisions are excluded because they describe the repository
    /// at the time of the decision.
    /// </summary>
    [Test]
    public void Every_named_path_exists() => Assert.That(
        from page in Pages()
        where !Name(page).StartsWith("docs/decisions", StringComparison.Ordinal)
        from path in NamedPaths(File.ReadAllText(page))
        where !Path.Exists(Path.Combine(Repository.Root, path)) && !File.Exists(Path.Combine(Repository.Root, path + ".cs"))
        select $"{Name(page)}: {path}",
        Is.Empty);

    /// <summary>Checks the test classes, check classes and individual tests whose names appear on a page.</summary>
    [Test]
    public void Every_named_test_exists()
    {
        var sources = TestFolders.SelectMany(Sources).ToLookup(ClassOf, File.ReadAllText);

        Assert.That(
            from page in Pages()
            where !Name(page).StartsWith("docs/decisions", StringComparison.Ordinal)
            from Match test in NamedTest().Matches(File.ReadAllText(page))
            where !sources[test.Groups["class"].Value].Any(source => source.Contains(test.Groups["method"].Value, StringComparison.Ordinal))
            select $"{Name(page)}: {test.Value}",
            Is.Empty);
    }

    [Test]
    public void A_path_in_a_code_block_is_found() => Assert.That(
        NamedPaths("```console\n$ bash pipelines/scripts/no-such.sh --in docs/b.md, Functions/bin/x.dll\n```"),
        Is.EqualTo(new[] { "pipelines/scripts/no-such.sh", "docs/b.md" }));

    [Test]
    public void A_broken_link_is_found()
    {
        var page = Path.Combine(Repository.Root, "docs", "page.md");

        Assert.Multiple(() =>
        {
            Assert.That(BrokenLinks(page, "[a](no-such-file.md) [b](api.md) [c](https://example.com/x)"),
                Is.EqualTo(new[] { "docs/page.md: no-such-file.md" }));
            Assert.That(BrokenAnchors(page, "[a](../README.md#no-such-heading) [b](../README.md#quick-start)"),
                Is.EqualTo(new[] { "docs/page.md: ../README.md#no-such-heading" }));
            Assert.That(NamedPaths("`local/a.sh`, (docs/b.md), local/tests/*, @kusto/c and x/local/d"),
                Is.EqualTo(new[] { "local/a.sh", "docs/b.md", "local/tests" }));
        });
    }

    private static IEnumerable<string> Pages() => Directory.EnumerateFiles(Repository.Root, "*.md")
        .Concat(Folders
            .Select(folder => Path.Combine(Repository.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)))
        .Where(IsSource);

    private static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(IsSource);

    /// <summary>Whether a path is neither a build output nor a package file.</summary>
    private static bool IsSource(string path) =>
        !Name(path).Split('/').Any(folder => folder is "node_modules" or "bin" or "obj");

    /// <summary>Returns the class name of a file. A class can have several files, such as ATests.cs and ATests.Cases.cs.</summary>
    private static string ClassOf(string path) => Path.GetFileName(path).Split('.')[0];

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

    /// <summary>Returns the link targets inside the repository, without links to pages of the repository's host (../../actions).</summary>
    private static IEnumerable<string> Links(string text) => Link().Matches(Fence().Replace(text, ""))
        .Select(match => match.Groups["target"].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            && !target.StartsWith("../../actions", StringComparison.Ordinal));

    /// <summary>Returns the paths that a page names, including paths in code blocks, except build outputs.</summary>
    private static IEnumerable<string> NamedPaths(string text) => NamedPath().Matches(text)
        .Select(match => match.Value)
        .Where(path => !path.Split('/').Any(folder => folder is "node_modules" or "bin" or "obj"));

    private static string Resolve(string page, string path) =>
        path.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, path));

    /// <summary>
    /// Returns the anchors that Markdown hosts derive from headings: lowercase, without punctuation, with hyphens instead of spaces.
    /// </summary>
    private static HashSet<string> Headings(string text) =>
    [
        .. Heading().Matches(text)
            .Select(match => Punctuation().Replace(match.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    private static string Name(string page) => Path.GetRelativePath(Repository.Root, page).Replace('\\', '/');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+?)\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(
        @"(?<![\w@/.{}-])(bench|bicep|docs|Functions\.Tests|Functions|kusto|local|pipelines|tools)/[\w./-]*[\w/](?![\w{*])",
        RegexOptions.ExplicitCapture)]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"`(?<class>[A-Z]\w+(Tests|Check))(\.(?<method>\w+))?`", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"dotnet (run|test)[^\n`]*?(--project |test )(?<project>[a-zA-Z][\w./]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectCommand();
}
