using static LatamFunctions.Tests.Architecture.FolderLayers;

namespace LatamFunctions.Tests.Architecture;

/// <summary>Tests the layers of each project. A file uses only its own folder and folders in lower layers. Exceptions are listed.</summary>
public sealed class LayerTests
{
    private static IReadOnlyList<FolderLayers> Projects => ProjectLayers.All;

    [TestCaseSource(nameof(Projects))]
    public void Every_folder_has_a_layer(FolderLayers layers)
    {
        var inner = Projects.Where(other => other.Project.StartsWith($"{layers.Project}/", StringComparison.Ordinal))
            .Select(other => other.Project[(layers.Project.Length + 1)..])
            .ToList();
        var folders = Files(layers).Select(file => FolderLayers.ParentOf(file.Path))
            .Select(folder => inner.Find(other => folder.StartsWith($"{other}/", StringComparison.Ordinal)) ?? folder)
            .Distinct();

        Assert.That(folders, Is.EquivalentTo(layers.Rows.SelectMany(row => row)));
    }

    [TestCaseSource(nameof(Projects))]
    public void No_file_uses_a_folder_above_its_own(FolderLayers layers) => Assert.That(layers.UpwardUses(Files(layers)), Is.Empty);

    [TestCaseSource(nameof(Projects))]
    public void Every_permitted_mutual_dependency_exists(FolderLayers layers) => Assert.That(layers.NeedlessPairs(Files(layers)), Is.Empty);

    [TestCase("Http/File.cs", "using App.Responses;", ExpectedResult = "Http/File.cs uses App.Responses")]
    [TestCase("Http/File.cs", "using static App.Responses.Cursor;", ExpectedResult = "Http/File.cs uses App.Responses.Cursor")]
    [TestCase("Events/File.cs", "using App.Kusto;", ExpectedResult = "Events/File.cs uses App.Kusto")]
    [TestCase("Http/File.cs", "var x = Responses.Cursor.First;", ExpectedResult = "Http/File.cs uses App.Responses.Cursor")]
    [TestCase("Http/File.cs", "App.Responses.Cursor? x = null;", ExpectedResult = "Http/File.cs uses App.Responses.Cursor")]
    [TestCase("Http/File.cs", "List<Server> all = [];", ExpectedResult = "Http/File.cs uses App.Server")]
    [TestCase("Http/File.cs", """var x = $"{Server.Port}";""", ExpectedResult = "Http/File.cs uses App.Server")]
    [TestCase("Http/Parts/File.cs", "var x = new Server();", ExpectedResult = "Http/Parts/File.cs uses App.Server")]
    [TestCase("Http/File.cs", """var x = "Server"; // Server""", ExpectedResult = "")]
    [TestCase("Http/File.cs", "var x = options.Server;", ExpectedResult = "")]
    [TestCase("Http/File.cs", "var x = new Options { Server = 1 };", ExpectedResult = "")]
    [TestCase("Http/File.cs", "int Server = 1; var x = Server;", ExpectedResult = "")]
    [TestCase("Responses/File.cs", "using App.Http;", ExpectedResult = "")]
    [TestCase("Responses/File.cs", "using App.Responses;", ExpectedResult = "")]
    [TestCase("Responses/File.cs", "var x = Cursor.First;", ExpectedResult = "")]
    public string An_upward_dependency_is_printed(string path, string code)
    {
        var layers = new FolderLayers("App", [Root], ["Responses"], ["Http"], ["Events", "Kusto"]);
        var body = code.StartsWith("using", StringComparison.Ordinal) ? $"{code} namespace App.Http;"
            : $"namespace App.{Path.GetDirectoryName(path)!.Replace('/', '.')}; class File {{ void Run() {{ {code} }} }}";
        SourceFile[] files =
        [
            new("Server.cs", "namespace App; class Server;"),
            new("Responses/Cursor.cs", "namespace App.Responses; class Cursor;"),
            new("Http/Request.cs", "namespace App.Http; class Request;"),
            new("Kusto/Client.cs", "namespace App.Kusto; class Client;"),
            new(path, body),
        ];

        return string.Join('\n', layers.UpwardUses(files));
    }

    private static List<SourceFile> Files(FolderLayers layers) => [.. SourceFiles.Parse(layers.Project)];
}
