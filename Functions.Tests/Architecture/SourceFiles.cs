namespace LatamFunctions.Tests.Architecture;

/// <summary>The source files of the repository, without build outputs and package files.</summary>
internal static class SourceFiles
{
    /// <summary>Folders of build outputs and package files, as in .gitignore.</summary>
    private static readonly HashSet<string> Ignored = ["bin", "obj", "artifacts", "node_modules", "TestResults"];

    /// <summary>The files below a folder of the repository.</summary>
    public static IEnumerable<FileInfo> Find(string folder = "") => Find(new DirectoryInfo(Path.Combine(KqlCheck.RepositoryRoot, folder)));

    /// <summary>The C# files of a project, with paths relative to its folder.</summary>
    public static IEnumerable<SourceFile> Parse(string project)
    {
        var root = Path.Combine(KqlCheck.RepositoryRoot, project);
        return Find(project).Where(file => file.Extension == ".cs")
            .Select(file => new SourceFile(
                Path.GetRelativePath(root, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName)));
    }

    private static IEnumerable<FileInfo> Find(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(IsSource).SelectMany(Find));

    /// <summary>Whether a folder contains sources. Folders whose names start with a dot belong to tools.</summary>
    private static bool IsSource(DirectoryInfo folder) => !Ignored.Contains(folder.Name) && folder.Name[0] != '.';
}
