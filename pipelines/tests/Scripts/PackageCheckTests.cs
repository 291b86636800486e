using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipelines.Tests.Scripts;

/// <summary>Tests each rule for packages with a valid and an invalid package.</summary>
public class PackageCheckTests
{
    private const string FirstRule = "event-hub-trigger";

    private string _folder = "";
    private JsonArray _extensions = [];
    private JsonArray _functions = [];

    private string App => Path.Combine(_folder, "app");

    private string Sources => Path.Combine(_folder, "sources");

    [SetUp]
    public void MakePackage()
    {
        _folder = Directory.CreateTempSubdirectory("package-").FullName;
        Directory.CreateDirectory(App);
        Directory.CreateDirectory(Path.Combine(Sources, "Flights"));
        File.WriteAllText(Path.Combine(Sources, "Ingest.cs"), """[Function("Ingest")] public Task Run() => throw new();""");
        File.WriteAllText(Path.Combine(Sources, "Flights", "Search.cs"), """[Function("Search")] public Task Run() => throw new();""");
        _extensions =
        [
            new JsonObject { ["name"] = "Startup", ["typeName"] = "Microsoft.Azure.WebJobs.Extensions.FunctionMetadataLoader.Startup, …" },
            new JsonObject { ["name"] = "EventHubs", ["typeName"] = "Microsoft.Azure.WebJobs.EventHubs.EventHubsWebJobsStartup, …" },
        ];
        _functions =
        [
            JsonNode.Parse(
                """{"name":"Ingest","bindings":[{"type":"eventHubTrigger"}],"retry":"""
                + """{"strategy":"exponentialBackoff","maxRetryCount":-1}}"""),
            JsonNode.Parse("""{"name":"Search","bindings":[{"type":"httpTrigger"},{"type":"http"}]}"""),
        ];
    }

    [TearDown]
    public void RemovePackage() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_complete_package_passes_every_rule()
    {
        var run = await CheckAsync();

        Assert.That(
            (run.ExitCode, run.Output), Is.EqualTo((0, "ok event-hub-trigger\nok retry-without-end\nok all-functions\n")), run.Error);
    }

    [Test]
    public async Task A_package_without_the_event_hubs_extension_fails()
    {
        _extensions.RemoveAt(1);

        await FailsAsync(FirstRule, "EventHubsWebJobsStartup");
    }

    [TestCase("5")]
    [TestCase(null)]
    public async Task A_limited_or_absent_retry_policy_fails(string? count)
    {
        if (count is null)
            _functions[0]!.AsObject().Remove("retry");
        else
            _functions[0]!["retry"]!["maxRetryCount"] = int.Parse(count);

        await FailsAsync("retry-without-end", "Ingest");
    }

    [Test]
    public async Task A_missing_function_fails()
    {
        _functions.RemoveAt(1);

        await FailsAsync("all-functions", "Missing: Search.");
    }

    [Test]
    public async Task A_function_from_other_sources_fails()
    {
        File.Delete(Path.Combine(Sources, "Flights", "Search.cs"));

        await FailsAsync("all-functions", "Not in the sources: Search.");
    }

    [Test]
    public async Task A_package_without_metadata_fails_with_the_file_name()
    {
        var run = await CheckAsync(write: false);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(
            run.Output,
            Does.Contain("FAILED event-hub-trigger: extensions.json cannot be read").And.Contain("functions.metadata cannot be read"));
    }

    [Test]
    public async Task A_package_with_stand_ins_fails_exactly_the_first_rule()
    {
        var complete = await CheckAsync("--expect-failure", FirstRule);
        _extensions.RemoveAt(1);
        var standIns = await CheckAsync("--expect-failure", FirstRule);
        _functions.RemoveAt(1);
        var broken = await CheckAsync("--expect-failure", FirstRule);

        Assert.That((complete.ExitCode, standIns.ExitCode, broken.ExitCode), Is.EqualTo((1, 0, 1)));
    }

    [TestCase("not-deployable.txt", 1)]
    [TestCase("docs/not-deployable.txt.md", 0)]
    [TestCase("host.json", 0)]
    public async Task The_deployment_rejects_a_package_with_the_stand_in_mark(string file, int exitCode)
    {
        var package = Path.Combine(_folder, "functions.zip");
        await using (var zip = await ZipFile.OpenAsync(package, ZipArchiveMode.Create))
            zip.CreateEntry(file);

        var run = await ScriptRun.RunAsync("bash", [Path.Combine(ScriptRun.Folder, "reject-stand-ins.sh"), package]);

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Error);
        if (exitCode != 0)
            Assert.That(run.Error, Does.Contain("UseStandIns=false"));
    }

    private async Task FailsAsync(string rule, string reason)
    {
        var run = await CheckAsync();

        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(1));
            Assert.That(
                run.Output.Split('\n').Single(line => line.StartsWith("FAILED", StringComparison.Ordinal)),
                Does.StartWith($"FAILED {rule}: ").And.Contain(reason));
            Assert.That(run.Error, Does.Contain("must not be deployed"));
        });
    }

    private Task<ScriptRun> CheckAsync(params string[] options) => CheckAsync(true, options);

    private async Task<ScriptRun> CheckAsync(bool write, params string[] options)
    {
        if (write)
        {
            await File.WriteAllTextAsync(Path.Combine(App, "extensions.json"), JsonSerializer.Serialize(new { extensions = _extensions }));
            await File.WriteAllTextAsync(Path.Combine(App, "functions.metadata"), _functions.ToJsonString());
        }

        return await ScriptRun.RunNodeAsync("check-package.mjs", [App, Sources, .. options]);
    }
}
