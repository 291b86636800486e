using System.Text.RegularExpressions;

namespace LatamFunctions.Tests.Architecture;

/// <summary>The folders of the app are floors: a file uses its own folder and those below it (docs/architecture.md).</summary>
public sealed partial class FloorTests
{
    /// <summary>From the top down; folders of one row do not use each other.</summary>
    private static readonly string[][] Floors =
    [
        ["OpenApi"],
        ["Health", "Ingestion"],
        ["DeadLetters"],
        ["Analytics", "Publishing"],
        ["Flights"],
        ["Responses"],
        ["Http"],
        ["Telemetry"],
        ["Events", "Kusto"],
    ];

    [Test]
    public void Every_folder_has_a_floor() => Assert.That(
        Directory.EnumerateDirectories(Source).Select(Path.GetFileName).Except(["bin", "obj"]),
        Is.EquivalentTo(Floors.SelectMany(floor => floor)));

    [Test]
    public void No_file_uses_a_folder_above_its_own() => Assert.That(
        Directory.EnumerateDirectories(Source)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs"))
            .SelectMany(file => UpwardEdges(Path.GetRelativePath(Source, file), File.ReadAllText(file))),
        Is.Empty);

    [TestCase("Http/File.cs", "using LatamFunctions.Responses;", ExpectedResult = "Http/File.cs uses Responses")]
    [TestCase("Events/File.cs", "using static LatamFunctions.Kusto.KustoClient;", ExpectedResult = "Events/File.cs uses Kusto")]
    [TestCase("Http/File.cs", "var x = Responses.Cursor.First;", ExpectedResult = "Http/File.cs uses Responses")]
    [TestCase("Responses/File.cs", "using LatamFunctions.Http;", ExpectedResult = "")]
    [TestCase("Responses/File.cs", "using LatamFunctions.Responses;", ExpectedResult = "")]
    public string An_upward_edge_is_printed(string file, string source) => string.Join('\n', UpwardEdges(file, source));

    private static string Source => Path.Combine(KqlCheck.RepositoryRoot, "Functions");

    private static IEnumerable<string> UpwardEdges(string file, string source)
    {
        var own = file.Split('/', '\\')[0];
        return Using().Matches(source)
            .Select(match => match.Groups["folder"].Value)
            .Concat(Qualified().Matches(source).Select(match => match.Groups["folder"].Value))
            .Distinct()
            .Where(used => used != own && FloorOf(used) is { } floor && floor <= FloorOf(own))
            .Select(used => $"{file} uses {used}");
    }

    private static int? FloorOf(string folder) =>
        Array.FindIndex(Floors, floor => floor.Contains(folder)) is >= 0 and var index ? index : null;

    [GeneratedRegex(@"^using (static )?LatamFunctions\.(?<folder>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Using();

    /// <summary>A name that starts with a folder, which needs no using directive.</summary>
    [GeneratedRegex(@"(?<![\w.""/>])(?<folder>[A-Z]\w+)\.[A-Z]\w+(\.|\()", RegexOptions.ExplicitCapture)]
    private static partial Regex Qualified();
}
