namespace LatamFunctions.Tests.Architecture;

/// <summary>The limits that CONTRIBUTING.md sets for source files, in all projects. No analyzer enforces them.</summary>
public sealed class SourceFileTests
{
    /// <summary><c>max_line_length</c> of .editorconfig.</summary>
    private const int MaxLineLength = 140;

    private const int MaxLines = 299;

    private static readonly HashSet<string> Extensions = [".cs", ".js", ".mjs", ".sh"];

    private static readonly Lazy<(string Path, string[] Lines)[]> Sources = new(() =>
    [
        .. SourceFiles.Find().Where(file => Extensions.Contains(file.Extension))
            .Select(file => (Path.GetRelativePath(KqlCheck.RepositoryRoot, file.FullName), File.ReadAllLines(file.FullName))),
    ]);

    /// <summary>A search that finds no file would let every line pass.</summary>
    [TestCase("Functions/Program.cs")]
    [TestCase("tools/rehearse/Program.cs")]
    [TestCase("local/kusto/KustoServer.cs")]
    [TestCase("local/kusto/Page/app.js")]
    [TestCase("local/tests/Stack.Tests/StackTestBase.cs")]
    [TestCase("pipelines/scripts/bootstrap.sh")]
    [TestCase("pipelines/scripts/migrate-kusto.mjs")]
    public void A_source_file_is_found(string path) =>
        Assert.That(Sources.Value.Select(source => source.Path.Replace('\\', '/')), Does.Contain(path));

    [Test]
    public void No_line_is_longer_than_140_characters() => Assert.That(
        from source in Sources.Value
        from line in source.Lines.Index()
        where line.Item.Length > MaxLineLength
        select $"{source.Path}:{line.Index + 1} has {line.Item.Length} characters",
        Is.Empty);

    [Test]
    public void No_file_has_300_lines_or_more() => Assert.That(
        from source in Sources.Value
        where source.Lines.Length > MaxLines
        select $"{source.Path} has {source.Lines.Length} lines",
        Is.Empty);
}
