namespace LocalStack;

/// <summary>The stack's data folder, held by this process alone: two stacks on the same files would destroy them.</summary>
internal sealed class DataFolder : IDisposable
{
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

    /// <summary>Tells programs where a running stack listens.</summary>
    public string Endpoints => System.IO.Path.Combine(Path, "endpoints.json");

    /// <exception cref="StackStartException">Another stack has it.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path);

            // The system lets go of the lock when the process ends, however it ends.
            var file = System.IO.Path.Combine(path, "stack.lock");
            return new DataFolder(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new StackStartException(
                $"The data folder {path} cannot be used: another local stack has it, or it cannot be written. "
                + "Stop the other one, or choose a folder with --data.",
                e);
        }
    }

    public void Dispose() => _lock.Dispose();
}
