using System.Collections.Concurrent;
using System.Text.Json;

namespace Pipelines.Tests.Bicep;

/// <summary>The compiled templates of a repository, or of a broken copy of it: each file is compiled once, when a check first asks for it.</summary>
internal sealed class Templates
{
    /// <summary>Parameters beside the environments': staging in a private network, and every switch at once.</summary>
    private static readonly Dictionary<string, (string Environment, string Parameters)> Variants = new()
    {
        ["staging-private"] = ("staging", """
            param privateNetworking = true
            """),
        ["everything"] = ("prod", """
            param privateNetworking = true
            param allowedIpRanges = ['203.0.113.0/24']
            param apiManagement = true
            param nativeDataConnection = true
            """),
    };

    private static readonly string[] Principals =
    [
        "analystsGroupId", "00000000-0000-0000-0000-00000000000a", "pipelinePrincipalId", "00000000-0000-0000-0000-00000000000b",
        "pipelineClientId", "00000000-0000-0000-0000-00000000000c", "alertWebhookUrl", "https://on-call.example.com/token",
    ];

    private readonly RepositorySnapshot _files;
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, Lazy<Task<DeploymentSnapshot>>> _snapshots = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<JsonElement>>> _parameters = new();
    private readonly Lazy<Task<BicepCompilation>> _main;

    public Templates(RepositorySnapshot files)
    {
        _files = files;
        _folder = Directory.CreateTempSubdirectory("bicep-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(_folder, recursive: true);
        foreach (var path in files.Paths("bicep", "").Concat(files.Paths("kusto", ".kql")))
            Write(path, files[path]);
        foreach (var (name, (environment, parameters)) in Variants)
            if (files.Contains(ParameterFile(environment)))
                Write(ParameterFile(name), $"{files[ParameterFile(environment)]}\n{parameters}\n");
        _main = new(() => BicepCompiler.CompileAsync(PathOf("bicep/main.bicep")));
    }

    public static IReadOnlyList<string> Environments { get; } = ["dev", "staging", "prod"];

    /// <summary>The environments and the variants.</summary>
    public static IEnumerable<string> Deployments => [.. Environments, .. Variants.Keys];

    public static string ParameterFile(string deployment) => $"bicep/environments/{deployment}.bicepparam";

    public BicepCompilation Main => _main.Value.GetAwaiter().GetResult();

    /// <summary>The path of a file within the repository, of a diagnostic's source.</summary>
    public string RelativePath(string source) => Path.GetRelativePath(_folder, source);

    public BicepGraph Graph(string path) => BicepCompiler.GraphAsync(PathOf(path)).GetAwaiter().GetResult();

    /// <summary>The file as the formatter writes it.</summary>
    public string Formatted(string path) => BicepCompiler.FormatAsync(PathOf(path)).GetAwaiter().GetResult();

    /// <summary>The values of an environment's parameters, by name.</summary>
    /// <exception cref="InvalidDataException">The file does not compile.</exception>
    public JsonElement Parameters(string environment) =>
        _parameters.GetOrAdd(environment, name => new(() => CompileParametersAsync(name))).Value.GetAwaiter().GetResult();

    /// <exception cref="JsonRpcException">The file does not compile, or the template rejects its parameters.</exception>
    public DeploymentSnapshot Snapshot(string deployment) =>
        _snapshots.GetOrAdd(deployment, name => new(() => ExpandAsync(name))).Value.GetAwaiter().GetResult();

    private async Task<DeploymentSnapshot> ExpandAsync(string deployment)
    {
        // The environments leave principals to the variable group; a snapshot needs them, or their grants would be missing.
        var path = ParameterFile($"{deployment}-snapshot");
        Write(path, _files.Contains(ParameterFile(deployment)) || Variants.ContainsKey(deployment)
            ? WithPrincipals(await File.ReadAllTextAsync(PathOf(ParameterFile(deployment))))
            : throw new FileNotFoundException($"There is no {ParameterFile(deployment)}."));
        return DeploymentSnapshot.Parse(await BicepCompiler.SnapshotAsync(PathOf(path), "brazilsouth"));
    }

    private static string WithPrincipals(string parameters)
    {
        foreach (var (name, value) in Principals.Chunk(2).Select(pair => (pair[0], pair[1])))
            parameters = System.Text.RegularExpressions.Regex.Replace(parameters, $"(?m)^param {name} = .*$", $"param {name} = '{value}'");
        return parameters;
    }

    private async Task<JsonElement> CompileParametersAsync(string environment)
    {
        var compiled = await BicepCompiler.CompileParametersAsync(PathOf(ParameterFile(environment)));
        return compiled.Parameters is { } json
            ? JsonSerializer.Deserialize<JsonElement>(json).GetProperty("parameters")
            : throw new InvalidDataException(string.Join(' ', compiled.Diagnostics.Select(diagnostic => diagnostic.Message)));
    }

    private string PathOf(string path) => Path.Combine(_folder, path);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), text);
    }
}
