using System.Text.Json;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Scripts;

/// <summary>Tests the scripts that read reports about coverage, dependencies and the deployed schema.</summary>
public class ReportScriptTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("reports-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(70, 0)]
    [TestCase(75, 0)]
    [TestCase(76, 1)]
    public async Task Coverage_counts_each_line_of_a_folder_once(int threshold, int exitCode)
    {
        // Only the second report covers line 1, and no report covers line 4, so 3 of 4 lines are covered. The lines of the test project and
        // of a folder with the same name in another project do not count. A reproducible build writes /_/ instead of the root.
        await Save(
            "a/one.cobertura.xml",
            Cobertura("/_/Functions/A.cs", (1, 0), (2, 7), (3, 1), (4, 0)) + Cobertura("/_/Functions.Tests/B.cs", (1, 0))
                + Cobertura("/_/local/kusto/Kql/Functions/C.cs", (1, 0)) + Cobertura("/_/Functions/obj/D.cs", (1, 0)));
        await Save("b/two.cobertura.xml", Cobertura(Path.Combine(Repository.Root, "Functions", "A.cs"), (1, 2)));

        var run = await ScriptRun.RunNodeAsync("coverage-threshold.mjs", _folder, $"{threshold}", "Functions");

        Assert.That(run.Output, Is.EqualTo($"3 of 4 lines in Functions/ are covered: 75.0 % (required: {threshold} %).\n"));
        Assert.That(run.ExitCode, Is.EqualTo(exitCode));
    }

    [TestCase("local/kusto", 1, "1 of 2 lines in local/kusto/ are covered: 50.0 %", "")]
    [TestCase("local/host", 1, "", "no line in local/host/. The first file in the reports is Functions/A.cs.")]
    [TestCase("local/eventhubs", 0, "1 of 1 lines in local/eventhubs/ are covered: 100.0 %", "")]
    public async Task Each_folder_must_reach_the_coverage(string folder, int exitCode, string output, string error)
    {
        await Save(
            "a.cobertura.xml",
            Cobertura("/_/Functions/A.cs", (1, 1)) + Cobertura("/_/local/kusto/B.cs", (1, 1), (2, 0))
                + Cobertura("/_/local/eventhubs/C.cs", (1, 1)));

        var run = await ScriptRun.RunNodeAsync("coverage-threshold.mjs", _folder, "60", "Functions", folder);

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("1 of 1 lines in Functions/ are covered: 100.0 %").And.Contain(output));
        Assert.That(run.Error, Does.Contain(error));
    }

    [Test]
    public async Task A_missing_coverage_report_is_a_failure()
    {
        var run = await ScriptRun.RunNodeAsync("coverage-threshold.mjs", _folder, "0", "Functions");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("no *.cobertura.xml"));
    }

    [Test]
    public async Task The_bill_of_materials_lists_each_package_once_with_direct_packages_first()
    {
        var listing = await Save("list.json", """
            { "projects": [ { "frameworks": [ { "framework": "net10.0",
              "topLevelPackages": [ { "id": "Azure.Identity", "resolvedVersion": "1.21.0" } ],
              "transitivePackages": [ { "id": "Azure.Core", "resolvedVersion": "1.64.0" },
                { "id": "Azure.Identity", "resolvedVersion": "1.21.0" } ] } ] } ] }
            """);

        var run = await ScriptRun.RunNodeAsync("sbom.mjs", listing);

        using var sbom = JsonDocument.Parse(run.Output);
        var components = sbom.RootElement.GetProperty("components").EnumerateArray().ToList();
        Assert.That(sbom.RootElement.GetProperty("bomFormat").GetString(), Is.EqualTo("CycloneDX"));
        Assert.That(
            components.Select(component => component.GetProperty("purl").GetString()),
            Is.EqualTo(["pkg:nuget/Azure.Core@1.64.0", "pkg:nuget/Azure.Identity@1.21.0"]));
        Assert.That(components[1].GetProperty("properties")[0].GetProperty("value").GetString(), Is.EqualTo("direct"));
    }

    [Test]
    public async Task An_empty_dependency_list_creates_no_bill_of_materials()
    {
        var run = await ScriptRun.RunNodeAsync("sbom.mjs", await Save("list.json", """{ "projects": [ {} ] }"""));

        Assert.That(run.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task A_vulnerable_transitive_package_fails_and_is_named()
    {
        var listing = await Save("vulnerable.json", """
            { "projects": [ { "frameworks": [ { "transitivePackages": [ { "id": "Some.Package", "resolvedVersion": "1.2.3",
              "vulnerabilities": [ { "severity": "High", "advisoryurl": "https://example.com/GHSA-1" } ] } ] } ] } ] }
            """);

        var run = await ScriptRun.RunNodeAsync("vulnerabilities.mjs", listing);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("Some.Package 1.2.3: High, https://example.com/GHSA-1"));
    }

    [Test]
    public async Task An_unavailable_advisory_source_is_a_failure()
    {
        var run = await ScriptRun.RunNodeAsync(
            "vulnerabilities.mjs", await Save("p.json", """{ "problems": [ { "text": "no vulnerability data" } ], "projects": [] }"""));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("no vulnerability data"));
    }

    [TestCase("high", "{}", 1, "axios: high, https://example.com/GHSA-2")]
    [TestCase("critical", "{}", 1, "axios: critical, https://example.com/GHSA-2")]
    [TestCase("moderate", "{}", 0, "Advisories with high or critical severity: 0,")]
    [TestCase("high", """{ "GHSA-2": "never called" }""", 0, "high or critical severity: 1, without an exception: 0")]
    [TestCase("high", """{ "GHSA-2": "never called", "GHSA-1": "removed" }""", 0, "GHSA-1 no longer needs an exception")]
    [TestCase("high", """{ "GHSA-1": "never called" }""", 1, "axios: high, https://example.com/GHSA-2")]
    public async Task A_high_severity_advisory_requires_an_explanation(string severity, string exceptions, int exitCode, string output)
    {
        var audit = await Save("audit.json", $$"""
            { "vulnerabilities": {
              "axios": { "name": "axios", "severity": "{{severity}}",
                "via": [ { "url": "https://example.com/GHSA-2", "severity": "{{severity}}" } ] },
              "client": { "name": "client", "severity": "{{severity}}", "via": [ "axios" ] } } }
            """);

        var run = await ScriptRun.RunNodeAsync("npm-audit.mjs", audit, await Save("exceptions.json", exceptions));

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output + run.Error);
        Assert.That(run.Output, Does.Contain(output));
    }

    [Test]
    public async Task An_unavailable_registry_is_a_failure()
    {
        var run = await ScriptRun.RunNodeAsync(
            "npm-audit.mjs", await Save("audit.json", """{ "message": "no such endpoint" }"""), await Save("exceptions.json", "{}"));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("no such endpoint"));
    }

    [TestCase("""{ "version": "1.0.0", "integrity": "sha512-x" }""", 0, "1 packages, 0 without a checksum.")]
    [TestCase("""{ "version": "1.0.0" }""", 1, "node_modules/a has no checksum")]
    public async Task Every_npm_package_has_a_checksum(string entry, int exitCode, string output)
    {
        var run = await ScriptRun.RunNodeAsync(
            "npm-lock.mjs", await Save("lock.json", $$"""{ "packages": { "": {}, "node_modules/a": {{entry}} } }"""));

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output + run.Error);
        Assert.That(run.Output, Does.Contain(output));
    }

    [Test]
    public async Task A_schema_in_the_formatting_of_the_service_is_not_drift()
    {
        var run = await Drift(
            ".create-merge table ['T'] (Id:string, At:datetime) with (folder = \"Flights\")",
            ".create-or-alter table T ingestion json mapping 'M' "
            + "'[{\"column\":\"At\",\"path\":\"$.At\",\"datatype\":\"\"},{\"column\":\"Id\",\"path\":\"$.Id\",\"datatype\":\"\"}]'",
            ".create-or-alter function with (folder=\"Flights\",skipvalidation=\"true\") F(id:string) "
            + "{\r\n    T\r\n    | where Id == id\r\n}");

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("3 entities, no drift."));
    }

    [Test]
    public async Task A_manually_changed_function_and_a_lost_mapping_are_drift()
    {
        var run = await Drift(
            ".create-merge table T (Id:string, At:datetime)",
            ".create-or-alter function F(id:string) { T | where Id != id }",
            ".create-merge table Mine (A:string)");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("function F differs."));
        Assert.That(run.Output, Does.Contain("mapping M of T is in the repository but not in the database."));
        Assert.That(run.Output, Does.Contain("table Mine is in the database but not in the repository"));
    }

    [Test]
    public async Task The_schema_in_the_repository_can_be_compared()
    {
        var commands = RepositorySnapshot.Current["kusto/schema.kql"]
            .Split("\n\n")
            .Where(text => text.Contains("\n.", StringComparison.Ordinal) || text.StartsWith('.'));
        var deployed = await SaveDeployed(commands);

        var run = await ScriptRun.RunNodeAsync("schema-drift.mjs", deployed, "kusto/schema.kql");

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Match(@"^([5-9]|\d\d) entities, no drift\."));
    }

    private async Task<ScriptRun> Drift(params string[] deployedCommands)
    {
        var deployed = await SaveDeployed(deployedCommands);
        var schema = await Save("schema.kql", """
            // A table.
            .create-merge table T (
                Id: string,
                At: datetime
            ) with (folder = 'Flights')

            .create-or-alter table T ingestion json mapping 'M' ```
            [ {"column": "Id", "Properties": {"Path": "$.Id"}}, {"column": "At", "Properties": {"Path": "$.At"}} ]
            ```

            // A function.
            .create-or-alter function with (folder = 'Flights')
            F(id:string) {
                T
                | where Id == id
            }
            """);
        return await ScriptRun.RunNodeAsync("schema-drift.mjs", deployed, schema);
    }

    /// <summary>The response to <c>.show database schema as csl script</c>: one command per row.</summary>
    private Task<string> SaveDeployed(IEnumerable<string> commands) => Save(
        "deployed.json",
        JsonSerializer.Serialize(new { Tables = new[] { new { Rows = commands.Select(command => new[] { command }) } } }));

    private static string Cobertura(string file, params (int Number, int Hits)[] lines)
    {
        var elements = lines.Select(line => $"<line number=\"{line.Number}\" hits=\"{line.Hits}\" branch=\"False\" />");
        return $"<class name=\"X\" filename=\"{file}\"><lines>{string.Concat(elements)}</lines></class>";
    }

    private async Task<string> Save(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
        return path;
    }
}
