using System.Collections.Immutable;

namespace Pipelines.Tests.Support;

/// <summary>
/// The repository's text files, by path with forward slashes. Checks read only the snapshot and not the disk, so that a test can pass a
/// defective copy.
/// </summary>
internal sealed class RepositorySnapshot
{
    private static readonly Lazy<RepositorySnapshot> LazyCurrent = new(Read);
    private static readonly string[] Folders = ["bicep", "pipelines", "docs", "kusto", "Functions", ".ci", ".github"];
    private static readonly string[] RootFiles = ["azure-pipelines.yml", "host.json", "README.md"];
    private static readonly string[] Skipped = ["/bin/", "/obj/", "/node_modules/", "pipelines/tests/"];

    private readonly ImmutableDictionary<string, string> _files;

    private RepositorySnapshot(ImmutableDictionary<string, string> files) => _files = files;

    public static RepositorySnapshot Current => LazyCurrent.Value;

    public string this[string path] =>
        _files.TryGetValue(path, out var text) ? text : throw new FileNotFoundException($"The repository has no file {path}.", path);

    public bool Contains(string path) => _files.ContainsKey(path);

    public IEnumerable<string> Paths(string folder, string extension) =>
        _files.Keys.Where(
            path => path.StartsWith($"{folder}/", StringComparison.Ordinal) && path.EndsWith(extension, StringComparison.Ordinal)).Order();

    /// <summary>
    /// Returns a copy in which the first occurrence of a string in a file is replaced. The method throws an exception if the file does not
    /// contain the string, because the copy would have no defect.
    /// </summary>
    public RepositorySnapshot With(string path, string find, string replace)
    {
        var text = this[path];
        var at = text.IndexOf(find, StringComparison.Ordinal);
        return at >= 0
            ? new RepositorySnapshot(_files.SetItem(path, string.Concat(text.AsSpan(0, at), replace, text.AsSpan(at + find.Length))))
            : throw new ArgumentException($"{path} does not contain '{find}', so there is nothing to break.", nameof(find));
    }

    public RepositorySnapshot Without(string path) => new(_files.Remove(path));

    private static RepositorySnapshot Read()
    {
        var paths = Folders
            .Where(folder => Directory.Exists(Path.Combine(Repository.Root, folder)))
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Concat(RootFiles.Select(file => Path.Combine(Repository.Root, file)))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !Skipped.Any(path.Contains));
        return new RepositorySnapshot(
            paths.ToImmutableDictionary(path => path, path => File.ReadAllText(Path.Combine(Repository.Root, path))));
    }
}
