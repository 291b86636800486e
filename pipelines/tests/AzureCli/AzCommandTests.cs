using System.Text.Json;
using System.Text.RegularExpressions;
using Pipelines.Tests.Scripts;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.AzureCli;

/// <summary>Tests that the parser of the Azure CLI accepts every <c>az</c> command line in the scripts and the documentation.</summary>
public partial class AzCommandTests
{
    /// <summary>
    /// Options that Azure CLI 2.45 (Debian 12) does not have, with a source that documents each. The rest of these lines is parsed.
    /// </summary>
    private static readonly (string Command, string Option, string Source)[] NewerOptions =
    [
        ("deployment group what-if", "--validation-level", "Azure/arm-template-whatif#135: shown by --help of 2.87"),
    ];

    /// <summary>Commands that the installed parser does not support, with the options that their source documents.</summary>
    private static readonly (string Command, string[] Options, string Source)[] OtherCommands =
    [
        ("functionapp list-flexconsumption-locations", ["--zone-redundant", "--query", "--output"],
            "Azure/azure-cli#29370; Learn, 'Reliability in Azure Functions', zone redundancy"),
        // Debian packages this module without azure.keyvault.v7_0, so its arguments cannot be loaded.
        ("keyvault secret list", ["--vault-name", "--query", "--output"], "Learn, az keyvault secret list"),
        ("keyvault secret set", ["--vault-name", "--name", "--value", "--tags", "--output"], "Learn, az keyvault secret set"),
    ];

    private static readonly string? Python = AzureCliPython();

    /// <summary>A call that the extraction missed would not be checked.</summary>
    [Test]
    public void Every_az_call_is_found()
    {
        var files = RepositorySnapshot.Current;
        var calls = from path in files.Paths("pipelines/scripts", ".sh")
                    from line in files[path].Split('\n').Index()
                    where Call().IsMatch(line.Item)
                    select $"{path}:{line.Index + 1}";

        Assert.That(AzCommandLines.From(files).Select(line => $"{line.File}:{line.Line}"), Is.SupersetOf(calls));
    }

    [Test]
    public void Every_command_line_is_valid()
    {
        var lines = AzCommandLines.From(RepositorySnapshot.Current);

        Assert.That(lines, Has.Count.GreaterThan(50));
        Assert.That(Findings(lines), Is.Empty);
    }

    /// <summary>All invalid copies are parsed together because the parser takes seconds to start.</summary>
    [Test]
    public void Invalid_copies_are_found()
    {
        (string Path, string Find, string Replace)[] mutations =
        [
            ("pipelines/scripts/keep-good.sh", "--overwrite --output none", "--overwrit3 --output none"),
            ("pipelines/scripts/deploy-infrastructure.sh", "--mode Incremental", "--mode Gradual"),
            ("pipelines/scripts/bootstrap.sh", "--lock-type CanNotDelete ", ""),
            ("pipelines/scripts/last-outputs.sh", "az deployment group show", "az deployment group shew"),
            ("pipelines/scripts/azure.sh", "(--zone-redundant true)", "(--zones true)"),
            ("pipelines/scripts/fetch-good.sh", "--auth-mode login", "--auth-modus login"),
            ("pipelines/scripts/load-reference.sh", "--query accessToken", "--query 'accessToken'].x"),
            ("pipelines/scripts/last-deployment.sh", "[-1].name", "[-1] | join(' ', @)"),
            ("docs/operations/rollback.md", "az functionapp show --resource-group", "az functionapp show --resource-grp"),
        ];
        var lines = mutations.SelectMany(mutation =>
            AzCommandLines.From(RepositorySnapshot.Current.With(mutation.Path, mutation.Find, mutation.Replace))
                .Where(line => line.File == mutation.Path));

        var findings = Findings([.. lines]);

        foreach (var (path, _, _) in mutations)
            Assert.That(findings, Has.Some.StartsWith($"{path}:"), path);
    }

    /// <summary>Runs queries that select existing resources. The placeholder <c>x</c> replaces shell variables.</summary>
    [TestCase(
        "pipelines/scripts/current-parameters.sh", "budget-",
        """{ "value": [ { "name": "finance", "properties": { "timePeriod": { "startDate": "2025-01-01" } } }, """
        + """{ "name": "budget-prod", "properties": { "timePeriod": { "startDate": "2026-11-01" } } } ] }""",
        "\"2026-11-01\"")]
    [TestCase("pipelines/scripts/current-parameters.sh", "budget-", """{ "value": [] }""", "null")]
    [TestCase(
        "pipelines/scripts/bootstrap.sh", "FlexConsumption",
        """{ "value": [ { "location": "Brazil South", "properties": { "sku": "FlexConsumption", "resourceGroup": "other" } }, """
        + """{ "location": "Brazil South", "properties": { "sku": "Dynamic", "resourceGroup": "other" } }, """
        + """{ "location": "Brazil South", "properties": { "sku": "FlexConsumption", "resourceGroup": "x" } } ] }""",
        """[["Brazil South", 2048, 100]]""")]
    [TestCase(
        "pipelines/scripts/deploy-infrastructure.sh", "sort_by([].{name",
        """[ { "name": "b", "value": "2", "slotSetting": false }, { "name": "a", "value": "1" } ]""",
        """[{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]""")]
    public async Task A_query_selects_the_intended_values(string file, string text, string response, string result)
    {
        Oracle.Require("azure-cli", Python is not null, "apt-get install azure-cli");
        var query = AzCommandLines.From(RepositorySnapshot.Current)
            .Where(line => line.File == file)
            .SelectMany(line => line.Arguments.Zip(line.Arguments.Skip(1)))
            .Single(pair => pair.First == "--query" && pair.Second.Contains(text, StringComparison.Ordinal)).Second;

        var run = await ScriptRun.RunAsync(
            Python!, ["-c", "import jmespath, json, sys; print(json.dumps(jmespath.search(sys.argv[1], json.load(sys.stdin))))", query],
            input: response);

        Assert.That(run.Output.Trim(), Is.EqualTo(result), run.Error);
    }

    [TestCase("az group show --name \"$group\" --query location", "group show --name x --query location")]
    [TestCase("a=$(az account show --query id)\n", "account show --query id")]
    [TestCase("change az lock create \\\n  --name 'a b' > /dev/null", "lock create --name a b")]
    [TestCase("blob=(--auth-mode login --name x)\naz storage blob show \"${blob[@]}\"", "storage blob show --auth-mode login --name x")]
    [TestCase("az rest --url \"$a/$(b c)/d?e=${f}\" 2> errors", "rest --url x/x/d?e=x")]
    [TestCase("if az group exists; then", "group exists")]
    public void A_command_line_is_split_as_the_shell_splits_it(string script, string arguments)
    {
        var files = RepositorySnapshot.Current.With("pipelines/scripts/keep-good.sh", "#!/usr/bin/env bash", $"{script}\n");

        var line = AzCommandLines.From(files).First(line => line.File == "pipelines/scripts/keep-good.sh");

        Assert.That(string.Join(' ', line.Arguments), Is.EqualTo(arguments));
    }

    /// <summary>Returns the command lines that the parser rejects, with the parser's message.</summary>
    private static List<string> Findings(IReadOnlyList<AzCommandLine> lines)
    {
        Oracle.Require("azure-cli", Python is not null, "apt-get install azure-cli");

        var byParser = lines.ToLookup(line => DocumentedOptions(line) is null);
        var unknown = byParser[false]
            .Select(line => (line, option: line.Arguments.FirstOrDefault(
                argument => argument.StartsWith("--", StringComparison.Ordinal) && !DocumentedOptions(line)!.Contains(argument))))
            .Where(entry => entry.option is not null)
            .Select(entry => $"{entry.line}\n  unrecognized arguments: {entry.option}");
        var parsed = byParser[true].ToList();
        var messages = Parse(parsed.ConvertAll(WithoutNewerOptions));
        return [
            .. unknown,
            .. parsed.Zip(messages).Where(entry => entry.Second is not null).Select(entry => $"{entry.First}\n  {entry.Second}")];
    }

    private static string[]? DocumentedOptions(AzCommandLine line) =>
        OtherCommands.FirstOrDefault(known => StartsWith(line, known.Command)).Options;

    private static List<string> WithoutNewerOptions(AzCommandLine line)
    {
        var arguments = line.Arguments.ToList();
        foreach (var (command, option, _) in NewerOptions)
            if (StartsWith(line, command) && arguments.IndexOf(option) is var at and >= 0)
                arguments.RemoveRange(at, 2);
        return arguments;
    }

    private static bool StartsWith(AzCommandLine line, string command) =>
        line.Arguments.Take(command.Split(' ').Length).SequenceEqual(command.Split(' '));

    private static List<string?> Parse(List<List<string>> arguments)
    {
        var script = Path.Combine(Repository.Root, "pipelines/tests/AzureCli/parse.py");
        var configuration = Directory.CreateTempSubdirectory("azure-cli-");
        try
        {
            var environment = new Dictionary<string, string>
            {
                ["AZURE_CONFIG_DIR"] = configuration.FullName,
                ["AZURE_CORE_COLLECT_TELEMETRY"] = "false",
            };
            var run = ScriptRun.RunAsync(Python!, [script], environment, input: JsonSerializer.Serialize(arguments))
                .GetAwaiter()
                .GetResult();
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            return JsonSerializer.Deserialize<List<string?>>(run.Output)!;
        }
        finally
        {
            configuration.Delete(recursive: true);
        }
    }

    /// <summary>Returns the Python that has the modules of the Azure CLI. Debian's packages use the system's Python.</summary>
    private static string? AzureCliPython()
    {
        foreach (var python in new[] { "/usr/bin/python3", "/opt/az/bin/python3" }.Where(File.Exists))
        {
            var run = ScriptRun.RunAsync(python, ["-c", "import azure.cli.core"]).GetAwaiter().GetResult();
            if (run.ExitCode == 0)
                return python;
        }

        return null;
    }

    /// <summary>Matches a call that is not in a comment or in a message, where a colon or a quote precedes the command.</summary>
    [GeneratedRegex(@"^(?!\s*#).*(?<![\w:'""`-] ?)\baz [a-z]")]
    private static partial Regex Call();
}
