using System.Reflection;

namespace Standins.Tests;

/// <summary>The paths of the build's outputs (Standins.Tests.csproj).</summary>
internal static class BuildPaths
{
    /// <summary>The path of the official Kusto.Data.dll, whose metadata is read without loading the assembly.</summary>
    public static string OfficialKustoData { get; } = Get(nameof(OfficialKustoData));

    private static string Get(string key) =>
        typeof(BuildPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
