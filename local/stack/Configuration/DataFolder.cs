namespace LocalStack.Configuration;

/// <summary>
/// The stack's data folder. This process locks the folder, because two stacks that use the same files would damage the files.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockFile = "stack.lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public string EventHubs => System.IO.Path.Combine(Path, "eventhubs");

    public string Kusto => System.IO.Path.Combine(Path, "kusto");

    public string Azurite => System.IO.Path.Combine(Path, "azurite");

    public string Keys => System.IO.Path.Combine(Path, "keys.json");

    public string ServiceKeys => System.IO.Path.Combine(Path, "service-keys.json");

    /// <summary>The file from which other programs read the running stack's addresses.</summary>
    public string Endpoints => System.IO.Path.Combine(Path, "endpoints.json");

    /// <exception cref="StackStartException">Another stack uses the folder, or the folder is not writable.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            CreatePrivate(path);

            // The operating system releases the lock when the process ends for any reason.
            var file = System.IO.Path.Combine(path, LockFile);
            var folder = new DataFolder(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            foreach (var part in (string[])[folder.EventHubs, folder.Kusto, folder.Azurite])
                CreatePrivatePart(part);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StackStartException(
                $"The data folder {path} cannot be used: another local stack uses it, or it is not writable. "
                + "Stop the other stack, or choose a folder with --data.",
                e);
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>
    /// Creates the data folder with access for the owner only. If --data specifies a folder that contains other files, the stack does not
    /// change the folder's mode, but makes the subfolders private. On Windows, the access list of the user's profile applies.
    /// </summary>
    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else if (!Directory.Exists(path))
            Directory.CreateDirectory(path, OwnerOnly);
        else if (!Directory.EnumerateFileSystemEntries(path).Any())
            File.SetUnixFileMode(path, OwnerOnly);
    }

    private static void CreatePrivatePart(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly);
        File.SetUnixFileMode(path, OwnerOnly);
    }
}
