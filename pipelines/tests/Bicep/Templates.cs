using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Bicep;

/// <summary>
/// The compiled templates in a repository or in a defective copy. Each file is compiled once, when a check first reads it.
/// </summary>
internal sealed class Templates
{
    /// <summary>A workspace in another subscription.</summary>
    public const string SharedWorkspace =
        "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-logs"
        + "/providers/Microsoft.OperationalInsights/workspaces/fleet";

    /// <summary>Variants of environments with additional parameters: staging in a private network, and every option enabled.</summary>
    private static readonly Dictionary<string, (string Environment, string Parameters)> Variants = new()
    {
        ["staging-private"] = ("staging", """
            param privateNetworking = true
            """),
        ["prod-shared-workspace"] = ("prod", $"""
            param sharedWorkspaceId = '{SharedWorkspace}'
            """),
        ["everything"] = ("prod", """
            param privateNetworking = true
            param allowedIpRanges = ['203.0.113.0/24']
            param apiManagement = true
            param nativeDataConnection = true
            param chatChannels = ['Slack', 'Teams']
            param slackWebhookUrl = 'https://hooks.slack.com/services/token'
            param teamsWebhookUrl = 'https://prod.logic.azure.com/token'
            """),
    };

    private static readonly string[] Principals =
    [
        "analystsGroupId", "00000000-0000-0000-0000-00000000000a", "pipelinePrincipalId", "00000000-0000-0000-0000-00000000000b",
        "pipelineClientId", "00000000-0000-0000-0000-00000000000c", "readerClientId", "00000000-0000-0000-0000-00000000000d",
        "alertWebhookUrl", "https://on-call.example.com/token",
    ];

    private const string NoLinter = """{ "analyzers": { "core": { "enabled": false } } }""";

    private readonly RepositorySnapshot _files;
    private readonly string _folder;

    /// <summary>
    /// A second copy, in which the linter is disabled. Without the linter, a copy with a defect for another check can be expanded even if
    /// the defect leaves a parameter unused.
    /// </summary>
    private readonly string _unlinted;
    private readonly ConcurrentDictionary<string, Lazy<Task<DeploymentSnapshot>>> _snapshots = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<JsonElement>>> _parameters = new();
    private readonly Lazy<Task<BicepCompilation>> _main;

    public Templates(RepositorySnapshot files)
    {
        _files = files;
        _folder = Directory.CreateTempSubdirectory("bicep-").FullName;
        _unlinted = Path.Combine(_folder, "unlinted");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(_folder, recursive: true);
        foreach (var path in files.Paths("bicep", "").Concat(files.Paths("kusto", ".kql")))
        {
            Write(_folder, path, files[path]);
            Write(_unlinted, path, path.EndsWith("/bicepconfig.json", StringComparison.Ordinal) ? NoLinter : files[path]);
        }

        _main = new(() => BicepCompiler.CompileAsync(Path.Combine(_folder, "bicep/main.bicep")));
    }

    public static IReadOnlyList<string> Environments { get; } = ["dev", "staging", "prod"];

    /// <summary>The environments and the variants.</summary>
    public static IEnumerable<string> Deployments => [.. Environments, .. Variants.Keys];

    public static string ParameterFile(string deployment) => $"bicep/environments/{deployment}.bicepparam";

    public BicepCompilation Main => _main.Value.GetAwaiter().GetResult();

    /// <summary>Converts the source of a diagnostic to a path in the repository.</summary>
    public string RelativePath(string source) => Path.GetRelativePath(_folder, source);

    public BicepGraph Graph(string path) => BicepCompiler.GraphAsync(Path.Combine(_unlinted, path)).GetAwaiter().GetResult();

    /// <summary>Returns the file's content after formatting.</summary>
    public string Formatted(string path) => BicepCompiler.FormatAsync(Path.Combine(_folder, path)).GetAwaiter().GetResult();

    /// <summary>Returns the values of an environment's parameters, by name.</summary>
    /// <exception cref="InvalidDataException">The file does not compile.</exception>
    public JsonElement Parameters(string environment) =>
        _parameters.GetOrAdd(environment, name => new(() => CompileParametersAsync(name))).Value.GetAwaiter().GetResult();

    /// <exception cref="JsonRpcException">The file does not compile, or the template rejects its parameters.</exception>
    public DeploymentSnapshot Snapshot(string deployment) =>
        _snapshots.GetOrAdd(deployment, name => new(() => ExpandAsync(name))).Value.GetAwaiter().GetResult();

    private async Task<DeploymentSnapshot> ExpandAsync(string deployment)
    {
        var (environment, added) = Variants.GetValueOrDefault(deployment, (deployment, ""));
        var path = ParameterFile($"{deployment}-snapshot");
        // In the environments, principals come from the variable group. Without principals, the deployment would lack their role
        // assignments.
        Write(_unlinted, path, $"{Without(added, WithPrincipals(_files[ParameterFile(environment)]))}\n{added}\n");
        try
        {
            return DeploymentSnapshot.Parse(await BicepCompiler.SnapshotAsync(Path.Combine(_unlinted, path), "brazilsouth"));
        }
        catch (JsonRpcException e)
        {
            var errors = (await BicepCompiler.CompileParametersAsync(Path.Combine(_unlinted, path))).Diagnostics
                .Where(diagnostic => diagnostic.Level == "Error")
                .Select(diagnostic => $"{Path.GetFileName(diagnostic.Source)}: {diagnostic.Code}: {diagnostic.Message}");
            throw new JsonRpcException(string.Join('\n', errors.Prepend(e.Message)));
        }
    }

    /// <summary>Removes the parameters that a variant sets, because a file can assign a parameter only once.</summary>
    private static string Without(string added, string parameters)
    {
        foreach (Match name in Regex.Matches(added, @"(?m)^\s*param (\w+) ="))
            parameters = Regex.Replace(parameters, $@"(?m)^param {name.Groups[1].Value} = .*\n?(?:[ )\]].*\n?)*", "");
        return parameters;
    }

    private static string WithPrincipals(string parameters)
    {
        foreach (var (name, value) in Principals.Chunk(2).Select(pair => (pair[0], pair[1])))
            parameters = Regex.Replace(parameters, $"(?m)^param {name} = .*$", $"param {name} = '{value}'");
        return parameters;
    }

    private async Task<JsonElement> CompileParametersAsync(string environment)
    {
        var compiled = await BicepCompiler.CompileParametersAsync(Path.Combine(_unlinted, ParameterFile(environment)));
        return compiled.Parameters is { } json
            ? JsonSerializer.Deserialize<JsonElement>(json).GetProperty("parameters")
            : throw new InvalidDataException(string.Join(' ', compiled.Diagnostics.Select(diagnostic => diagnostic.Message)));
    }

    private static void Write(string folder, string path, string text)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
