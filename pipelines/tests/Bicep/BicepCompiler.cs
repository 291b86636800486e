using System.Reflection;
using System.Runtime.InteropServices;

namespace Pipelines.Tests.Bicep;

/// <summary>
/// Microsoft's compiler, in the version that the pipeline uses, as one process for the whole test run: starting it costs more than a
/// compilation. It needs neither a login nor a network.
/// </summary>
internal static class BicepCompiler
{
    private static readonly Lazy<JsonRpcProcess> LazyProcess = new(Start);

    /// <summary>The package is built for this platform only.</summary>
    public static bool IsAvailable => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Ignores the test, with the reason, where the compiler does not run.</summary>
    public static void Require()
    {
        if (!IsAvailable)
            Assert.Ignore("The package Azure.Bicep.CommandLine.linux-x64 runs on Linux x64 only; CI checks the templates there.");
    }

    public static Task<BicepCompilation> CompileAsync(string path) => CallAsync<BicepCompilation>("compile", new { path });

    public static Task<BicepParameters> CompileParametersAsync(string path) =>
        CallAsync<BicepParameters>("compileParams", new { path, parameterOverrides = new { } });

    /// <summary>The declarations of a file and their dependencies; modules are nodes and are not expanded.</summary>
    public static Task<BicepGraph> GraphAsync(string path) => CallAsync<BicepGraph>("getDeploymentGraph", new { path });

    public static async Task<string> FormatAsync(string path) => (await CallAsync<FormattedFile>("format", new { path })).Contents;

    /// <summary>The resources that a deployment of the parameter file would contain, for a fixed subscription and resource group.</summary>
    /// <exception cref="JsonRpcException">The file does not compile, or the template rejects its parameters.</exception>
    public static async Task<string> SnapshotAsync(string path, string location)
    {
        var metadata = new
        {
            tenantId = DeploymentSnapshot.Tenant,
            subscriptionId = DeploymentSnapshot.Subscription,
            resourceGroup = DeploymentSnapshot.ResourceGroup,
            location,
            deploymentName = "snapshot",
        };
        return (await CallAsync<SnapshotText>("getSnapshot", new { path, metadata, externalInputs = Array.Empty<object>() })).Snapshot;
    }

    private static Task<T> CallAsync<T>(string method, object parameters) => LazyProcess.Value.CallAsync<T>($"bicep/{method}", parameters);

    private static JsonRpcProcess Start()
    {
        var path = typeof(BicepCompiler)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "BicepCompiler")
            .Value!;
        // A package keeps no execute bit.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        return JsonRpcProcess.Start(path, ["jsonrpc", "--stdio"]);
    }

    private sealed record FormattedFile(string Contents);

    private sealed record SnapshotText(string Snapshot);
}

/// <summary>A compiled template: its ARM JSON unless an error prevented it, and what compiler and linter found.</summary>
internal sealed record BicepCompilation(bool Success, string? Contents, IReadOnlyList<BicepDiagnostic> Diagnostics);

/// <summary>A compiled parameter file: the ARM parameters as JSON.</summary>
internal sealed record BicepParameters(bool Success, string? Parameters, IReadOnlyList<BicepDiagnostic> Diagnostics);

internal sealed record BicepDiagnostic(string Source, string Level, string Code, string Message);

/// <summary>The declarations of one file, by symbol, and its dependencies: an edge's source waits for its target.</summary>
internal sealed record BicepGraph(IReadOnlyList<BicepNode> Nodes, IReadOnlyList<BicepEdge> Edges);

/// <summary><c>RelativePath</c> is the file of a module, relative to the file that declares it; null for a resource.</summary>
internal sealed record BicepNode(string Name, string Type, bool IsExisting, string? RelativePath);

internal sealed record BicepEdge(string Source, string Target);
