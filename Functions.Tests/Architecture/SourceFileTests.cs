namespace LatamFunctions.Tests.Architecture;

/// <summary>The limits that CONTRIBUTING.md sets for source files, in all projects. No analyzer enforces them.</summary>
public sealed class SourceFileTests
{
    /// <summary><c>max_line_length</c> of .editorconfig.</summary>
    private const int MaxLineLength = 140;

    private const int MaxLines = 299;

    private static readonly HashSet<string> Extensions = [".cs", ".js", ".mjs", ".sh"];

    /// <summary>Outputs of builds, and files of packages: what .gitignore names.</summary>
    private static readonly HashSet<string> Ignored = ["bin", "obj", "artifacts", "node_modules", "TestResults"];

    private static readonly Lazy<(string Path, string[] Lines)[]> Sources = new(() =>
    [
        .. Find(new DirectoryInfo(KqlCheck.RepositoryRoot))
            .Select(file => (Path.GetRelativePath(KqlCheck.RepositoryRoot, file.FullName), File.ReadAllLines(file.FullName))),
    ]);

    /// <summary>A search that finds no file would let every line pass.</summary>
    [TestCase("Functions/Program.cs")]
    [TestCase("bench/rehearse/Program.cs")]
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

    private static IEnumerable<FileInfo> Find(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(file => Extensions.Contains(file.Extension))
            .Concat(folder.EnumerateDirectories().Where(IsSource).SelectMany(Find));

    /// <summary>Folders whose names begin with a dot belong to tools.</summary>
    private static bool IsSource(DirectoryInfo folder) => !Ignored.Contains(folder.Name) && folder.Name[0] != '.';
}
