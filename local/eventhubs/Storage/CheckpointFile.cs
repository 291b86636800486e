using LocalEventHubs.Log;

namespace LocalEventHubs.Storage;

/// <summary>The checkpoint file of one consumer group for one partition.</summary>
internal sealed class CheckpointFile
{
    private readonly Lock _writing = new();
    private readonly string _path;
    private readonly Disk _disk;
    private volatile Checkpoint? _value;

    public CheckpointFile(string path, Disk disk)
    {
        _path = path;
        _disk = disk;
        _value = Read(path);
    }

    public Checkpoint? Value => _value;

    public void Write(Checkpoint checkpoint)
    {
        lock (_writing)
        {
            CheckedJson.Write(_path, checkpoint, StorageJson.Default.Checkpoint, _disk);
            _value = checkpoint;
        }
    }

    private static Checkpoint? Read(string path) => File.Exists(path)
        ? CheckedJson.Read(path, StorageJson.Default.Checkpoint, "Delete the file to read the partition from the start.")
        : null;
}
