using System.Reflection;

namespace Standins.Tests;

/// <summary>What the build put where (Standins.Tests.csproj).</summary>
internal static class BuildPaths
{
    /// <summary>The real Kusto.Data.dll. To be read, not loaded.</summary>
    public static string OfficialKustoData { get; } = Get(nameof(OfficialKustoData));

    private static string Get(string key) =>
        typeof(BuildPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
