using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;

namespace LatamFunctions.Tests.Recipes;

/// <summary>
/// A copy of the app's source files, which a test changes and compiles. Its assembly is loaded separately from the assembly under test.
/// </summary>
internal sealed class AppCopy
{
    /// <summary>The implicit usings of Microsoft.NET.Sdk.</summary>
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    /// <summary>The source generators that the app uses.</summary>
    private static readonly string[] Generators = ["Microsoft.Extensions.Logging.Generators.dll", "System.Text.Json.SourceGeneration.dll"];

    private readonly Dictionary<string, string> _sources = Sources().ToDictionary(
        path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'), File.ReadAllText);

    /// <summary>Adds lines to a source file after the only line that contains <paramref name="anchor"/>.</summary>
    public void Insert(string path, string anchor, string lines)
    {
        var source = _sources[path].Split('\n').ToList();
        var places = source.Index().Where(line => line.Item.Contains(anchor, StringComparison.Ordinal)).ToList();
        Assert.That(places, Has.Count.EqualTo(1), $"lines with {anchor} in {path}");
        source.Insert(places[0].Index + 1, lines);
        _sources[path] = string.Join('\n', source);
    }

    /// <summary>Compiles the copy with the SDK's compiler.</summary>
    public async Task<Assembly> CompileAsync()
    {
        var folder = Directory.CreateTempSubdirectory("latam-copy-").FullName;
        try
        {
            foreach (var (path, source) in _sources.Append(new("ImplicitUsings.cs", ImplicitUsings)))
            {
                var file = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllTextAsync(file, source);
            }

            var assembly = Path.Combine(folder, "LatamFunctions.dll");
            await CompileAsync(folder, assembly);
            return new AssemblyLoadContext("copy").LoadFromStream(new MemoryStream(await File.ReadAllBytesAsync(assembly)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompileAsync(string folder, string assembly)
    {
        var framework = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        var dotnet = framework.Parent!.Parent!.Parent!.FullName;
        var compiler = Only(Path.Combine(dotnet, "sdk"), "csc.dll");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("LatamFunctions", StringComparison.Ordinal));
        string[] arguments =
        [
            "-nologo", "-noconfig", "-nostdlib", "-target:exe", "-langversion:latest", "-nullable:enable", "-unsafe", "-deterministic",
            $"-out:{assembly}",
            .. Generators.Select(generator => $"-analyzer:{Only(Path.Combine(dotnet, "packs"), generator)}"),
            .. references.Select(path => $"-reference:{path}"),
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "kusto", "reference"), "*.csv")
                .Select(path => $"-resource:{path},{Path.GetFileName(path)}"),
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories),
        ];
        var response = Path.Combine(folder, "arguments.rsp");
        await File.WriteAllLinesAsync(response, arguments.Select(argument => $"\"{argument}\""));
        var host = Path.Combine(dotnet, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var start = new ProcessStartInfo(host, [compiler, "-noconfig", $"@{response}"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, output);
    }

    /// <summary>Returns the path of the file <paramref name="name"/> in the folder of the newest version.</summary>
    private static string Only(string folder, string name) =>
        Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories)
            .MaxBy(path => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)
                .Select(part => Version.TryParse(part.Split('-')[0], out var version) ? version : null)
                .First(version => version is not null))!;

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "Functions"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
