using System.Text.RegularExpressions;

namespace LatamFunctions.Tests.Architecture;

/// <summary>Tests the limits that CONTRIBUTING.md sets for source files, in all projects. No analyzer enforces these limits.</summary>
public sealed partial class SourceFileTests
{
    /// <summary>The value of <c>max_line_length</c> in .editorconfig.</summary>
    private const int MaxLineLength = 140;

    private const int MaxLines = 299;

    private static readonly HashSet<string> Programs = [".bicep", ".cs", ".js", ".mjs", ".sh"];

    /// <summary>
    /// Extensions of files with definitions, which can have 300 lines or more, because splitting such a file would distribute one list over
    /// several files. For example, one command applies all of kusto/schema.kql.
    /// </summary>
    private static readonly HashSet<string> Definitions =
        [".bicepparam", ".csproj", ".css", ".html", ".kql", ".props", ".sql", ".targets", ".xml", ".yml"];

    /// <summary>Files that can be longer. Each file states the reason at its start.</summary>
    private static readonly HashSet<string> Longer = ["bicep/main.bicep"];

    private static readonly Lazy<(string Path, string[] Lines)[]> Sources = new(() =>
    [
        .. SourceFiles.Find().Where(file => Programs.Contains(file.Extension) || Definitions.Contains(file.Extension))
            .Select(file => (
                Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'), File.ReadAllLines(file.FullName))),
    ]);

    /// <summary>Checks that the search finds files, because the other tests would pass if no files were found.</summary>
    [TestCase("azure-pipelines.yml")]
    [TestCase("Directory.Build.props")]
    [TestCase("Directory.Build.targets")]
    [TestCase("bicep/main.bicep")]
    [TestCase("bicep/modules/api-management-policy.xml")]
    [TestCase("Functions/Functions.csproj")]
    [TestCase("Functions/Program.cs")]
    [TestCase("kusto/schema.kql")]
    [TestCase("local/kusto/KustoServer.cs")]
    [TestCase("local/kusto/Page/app.js")]
    [TestCase("local/kusto/Page/index.html")]
    [TestCase("local/kusto/Page/page.css")]
    [TestCase("local/tests/Stack.Tests/Support/StackTestBase.cs")]
    [TestCase("pipelines/scripts/bootstrap.sh")]
    [TestCase("pipelines/scripts/migrate-kusto.mjs")]
    [TestCase("tools/rehearse/Program.cs")]
    public void A_source_file_is_found(string path) =>
        Assert.That(Sources.Value.Select(source => source.Path), Does.Contain(path));

    [Test]
    public void No_line_is_longer_than_140_characters() => Assert.That(
        from source in Sources.Value
        from line in source.Lines.Index()
        let length = LengthOf(line.Item, source.Path)
        where length > MaxLineLength
        select $"{source.Path}:{line.Index + 1} has {length} characters",
        Is.Empty);

    [Test]
    public void No_file_has_300_lines_or_more() => Assert.That(
        from source in Sources.Value
        where source.Lines.Length > MaxLines && Programs.Contains(Path.GetExtension(source.Path)) && !Longer.Contains(source.Path)
        select $"{source.Path} has {source.Lines.Length} lines",
        Is.Empty);

    [TestCase("docstring = 'It\\'s a text'", "a.kql", 14)]
    [TestCase("docstring = 'a text'", "a.cs", 20)]
    public void KQL_literals_are_exempt_from_the_line_limit(string line, string path, int length) =>
        Assert.That(LengthOf(line, path), Is.EqualTo(length));

    /// <summary>
    /// Returns the number of characters in a line, without the text of KQL literals, because Kusto commands cannot continue a literal on
    /// another line.
    /// </summary>
    private static int LengthOf(string line, string path) =>
        path.EndsWith(".kql", StringComparison.Ordinal) ? KqlLiteral().Replace(line, "''").Length : line.Length;

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'")]
    private static partial Regex KqlLiteral();
}
