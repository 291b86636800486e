namespace LatamFunctions.Tests.Architecture;

/// <summary>The source files of the repository, without build outputs and package files.</summary>
internal static class SourceFiles
{
    /// <summary>Folders of build outputs and package files, as in .gitignore.</summary>
    private static readonly HashSet<string> Ignored = ["bin", "obj", "artifacts", "node_modules", "TestResults"];

    /// <summary>Returns the files in a folder of the repository and its subfolders.</summary>
    public static IEnumerable<FileInfo> Find(string folder = "") => Find(new DirectoryInfo(Path.Combine(Repository.Root, folder)));

    /// <summary>Parses the C# files of a project. The paths are relative to the project's folder.</summary>
    public static IEnumerable<SourceFile> Parse(string project)
    {
        var root = Path.Combine(Repository.Root, project);
        return Find(project).Where(file => file.Extension == ".cs")
            .Select(file => new SourceFile(
                Path.GetRelativePath(root, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName)));
    }

    private static IEnumerable<FileInfo> Find(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(IsSource).SelectMany(Find));

    /// <summary>Whether a folder contains sources. Folders whose names start with a dot contain tool settings.</summary>
    private static bool IsSource(DirectoryInfo folder) => !Ignored.Contains(folder.Name) && folder.Name[0] != '.';
}
