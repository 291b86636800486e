namespace LocalStack.Configuration;

/// <summary>The stack's data folder, held by this process alone: two stacks on the same files would destroy them.</summary>
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

    /// <summary>The file with the addresses of a running stack, for programs.</summary>
    public string Endpoints => System.IO.Path.Combine(Path, "endpoints.json");

    /// <exception cref="StackStartException">Another stack uses the folder.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            CreatePrivate(path);

            // The system releases the lock when the process ends for any reason.
            var file = System.IO.Path.Combine(path, LockFile);
            var folder = new DataFolder(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            foreach (var part in (string[])[folder.EventHubs, folder.Kusto, folder.Azurite])
                CreatePrivatePart(part);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StackStartException(
                $"The data folder {path} cannot be used: another local stack has it, or it cannot be written. "
                + "Stop the other one, or choose a folder with --data.",
                e);
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>
    /// Flights, logs and keys are private to the owner. The stack does not change the mode of a folder with other files, given by --data;
    /// each file that it writes there is private. On Windows the user's profile has an access list.
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
