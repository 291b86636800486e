using System.Reflection;
using System.Runtime.InteropServices;

namespace Pipelines.Tests.Bicep;

/// <summary>
/// Microsoft's compiler, in the version that the pipeline uses. One process serves the whole test run because starting the compiler takes
/// longer than a compilation. The compiler requires neither a login nor a network.
/// </summary>
internal static class BicepCompiler
{
    private static readonly Lazy<JsonRpcProcess> LazyProcess = new(Start);

    /// <summary>Whether the compiler can run on this machine. Its package is for Linux x64 only.</summary>
    public static bool IsAvailable => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Ignores the current test if the compiler cannot run on this machine.</summary>
    public static void Require()
    {
        if (!IsAvailable)
            Assert.Ignore("The package Azure.Bicep.CommandLine.linux-x64 runs on Linux x64 only; CI checks the templates there.");
    }

    public static Task<BicepCompilation> CompileAsync(string path) => CallAsync<BicepCompilation>("compile", new { path });

    public static Task<BicepParameters> CompileParametersAsync(string path) =>
        CallAsync<BicepParameters>("compileParams", new { path, parameterOverrides = new { } });

    /// <summary>
    /// Returns the declarations of a file and their dependencies. Modules are nodes, and their contents are not included.
    /// </summary>
    public static Task<BicepGraph> GraphAsync(string path) => CallAsync<BicepGraph>("getDeploymentGraph", new { path });

    public static async Task<string> FormatAsync(string path) => (await CallAsync<FormattedFile>("format", new { path })).Contents;

    /// <summary>Returns the resources that a deployment with the parameter file would contain, as JSON.</summary>
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
        // A NuGet package does not preserve execute bits.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        return JsonRpcProcess.Start(path, ["jsonrpc", "--stdio"]);
    }

    private sealed record FormattedFile(string Contents);

    private sealed record SnapshotText(string Snapshot);
}

/// <summary>A compiled template: the ARM JSON, or <c>null</c> after an error, and the findings of the compiler and the linter.</summary>
internal sealed record BicepCompilation(bool Success, string? Contents, IReadOnlyList<BicepDiagnostic> Diagnostics);

/// <summary>A compiled parameter file: the ARM parameters as JSON.</summary>
internal sealed record BicepParameters(bool Success, string? Parameters, IReadOnlyList<BicepDiagnostic> Diagnostics);

internal sealed record BicepDiagnostic(string Source, string Level, string Code, string Message);

/// <summary>The declarations in a file and their dependencies. The source of an edge depends on the target.</summary>
internal sealed record BicepGraph(IReadOnlyList<BicepNode> Nodes, IReadOnlyList<BicepEdge> Edges);

/// <summary>
/// A resource or module. <c>RelativePath</c> is a module's path relative to the declaring file, and <c>null</c> for a resource.
/// </summary>
internal sealed record BicepNode(string Name, string Type, bool IsExisting, string? RelativePath);

internal sealed record BicepEdge(string Source, string Target);
