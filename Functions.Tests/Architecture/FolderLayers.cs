namespace LatamFunctions.Tests.Architecture;

/// <summary>The layers of a project's folders, from top to bottom. Folders in the same row must not use each other.</summary>
/// <param name="Project">The project's folder, or a folder in it with its own layers.</param>
/// <param name="Rows">The folders by layer. An unlisted folder belongs to the listed folder that contains it.</param>
public sealed record FolderLayers(string Project, params string[][] Rows)
{
    /// <summary>The name that denotes the project's root folder in a row.</summary>
    public const string Root = ".";

    /// <summary>Folders in the same row that use each other. A comment at each entry states the reason.</summary>
    public IReadOnlyList<(string First, string Second)> Pairs { get; init; } = [];

    public override string ToString() => Project;

    /// <summary>Returns the folder of a file, relative to the project.</summary>
    public static string ParentOf(string path) =>
        Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent.Replace('\\', '/') : Root;

    /// <summary>Returns a line for each use of a type in a higher layer or in another folder of the same layer.</summary>
    /// <param name="files">The project's files, with paths relative to the project.</param>
    internal IEnumerable<string> UpwardUses(IReadOnlyList<SourceFile> files) =>
        from use in TypeUse.From(files)
        let own = FolderOf(use.File)
        let used = FolderOf(use.DeclaringFile)
        where own is not null && used is not null && own != used && LayerOf(used) <= LayerOf(own) && !ArePair(own, used)
        select $"{use.File} uses {use.Name}";

    /// <summary>Returns the pairs whose folders do not both use each other.</summary>
    internal IEnumerable<(string First, string Second)> NeedlessPairs(IReadOnlyList<SourceFile> files)
    {
        var uses = TypeUse.From(files).Select(use => (FolderOf(use.File), FolderOf(use.DeclaringFile))).ToHashSet();
        return Pairs.Where(pair => !uses.Contains((pair.First, pair.Second)) || !uses.Contains((pair.Second, pair.First)));
    }

    /// <returns>The listed folder; <c>null</c> if no listed folder contains the file.</returns>
    private string? FolderOf(string file)
    {
        var folder = ParentOf(file);
        while (folder != Root && LayerOf(folder) is null)
            folder = ParentOf(folder);
        return folder == Root && ParentOf(file) != Root ? null : folder;
    }

    private bool ArePair(string first, string second) => Pairs.Contains((first, second)) || Pairs.Contains((second, first));

    private int? LayerOf(string folder) => Array.FindIndex(Rows, row => row.Contains(folder)) is >= 0 and var layer ? layer : null;
}
