using System.Runtime.CompilerServices;

namespace Tests.Support;

/// <summary>The repository that contains the tests.</summary>
public static class Repository
{
    /// <summary>The full path of the root folder, which is derived from the path of this source file at build time.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), "..", "..", ".."));

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
