using System.Diagnostics;
using LocalFunctions.Host.Tests.Support;

namespace LocalFunctions.Host.Tests;

/// <summary>Tests the package of local/host in a project outside this repository.</summary>
public sealed class PackageTests
{
    /// <summary>A version for this test run, which no package folder contains.</summary>
    private static readonly string Version = $"1.0.0-test.{Guid.NewGuid():n}";

    private static readonly string Project =
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="LocalFunctions.Host" Version="{Version}" />
          </ItemGroup>
        </Project>
        """;

    private const string Program =
        """
        using LocalFunctions.Host.Testing;

        await using var app = await FunctionsTestHost.StartAsync(args[0], new Dictionary<string, string> { ["TextsHub"] = "texts" });
        app.Publish("texts", "one", "two");
        var invocation = await app.WaitForInvocationAsync("Texts");
        Console.WriteLine($"{invocation.Succeeded} {invocation.ReturnValue}");
        using var response = await app.Client.GetAsync("api/order/literal");
        Console.WriteLine($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        """;

    private static readonly TimeSpan ProcessTimeout = TimeSpan.FromMinutes(5);

    private DirectoryInfo _folder = null!;

    /// <summary>
    /// The NuGet configuration: the package is in the test's folder, and its dependencies are in this machine's package folder or the
    /// configured feed.
    /// </summary>
    private static string NuGetConfiguration =>
        $"""
        <configuration>
          <config>
            <add key="globalPackagesFolder" value="cache" />
          </config>
          <packageSources>
            <add key="local" value="." />
          </packageSources>
          <fallbackPackageFolders>
            <add key="machine" value="{SampleApp.Metadata("PackagesOfThisMachine")}" />
          </fallbackPackageFolders>
        </configuration>
        """;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("package-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task A_project_with_the_package_can_run_an_app_and_wait_for_invocations()
    {
        await DotnetAsync(
            "pack", SampleApp.Metadata("HostProject"), "--no-build", "--configuration", SampleApp.Metadata("Configuration"),
            "--output", _folder.FullName, $"-p:PackageVersion={Version}");
        await WriteAsync("nuget.config", NuGetConfiguration);
        await WriteAsync("Consumer.csproj", Project);
        await WriteAsync("Program.cs", Program);

        await DotnetAsync("build", "Consumer.csproj", "--output", "out");
        var output = await DotnetAsync(Path.Combine("out", "Consumer.dll"), SampleApp.Folder);

        Assert.That(
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Is.EqualTo(new[] { """True ["one","two"]""", "200 first literal GET" }));
    }

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, file), text);

    /// <summary>Runs a command in the folder, asserts that it succeeds, and returns its output.</summary>
    private async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Remove the variables of the build that runs the tests, so that the new build is independent and its processes end with the new
        // build.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await Task.WhenAll(output, errors, process.WaitForExitAsync()).WaitAsync(ProcessTimeout);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} has not ended:\n{await output}{await errors}");
        }

        Assert.That(process.ExitCode, Is.Zero, $"dotnet {string.Join(' ', arguments)}\n{await output}{await errors}");
        return await output;
    }
}
