using System.Text.Json;
using LocalEventHubs.Log;

namespace LocalEventHubs.Storage;

/// <summary>The checkpoint of one consumer group in one partition.</summary>
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
            AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(checkpoint, StorageJson.Default.Checkpoint), _disk);
            _value = checkpoint;
        }
    }

    private static Checkpoint? Read(string path)
    {
        if (!File.Exists(path))
            return null;

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), StorageJson.Default.Checkpoint)
                ?? throw new JsonException("it is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"The checkpoint in '{path}' cannot be read: {e.Message} Delete the file to have the group read the partition from the start.", e);
        }
    }
}
