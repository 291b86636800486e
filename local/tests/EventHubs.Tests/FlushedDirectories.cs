using LocalEventHubs.Log;

namespace LocalEventHubs.Tests;

/// <summary>A disk that records the directories whose names are made durable.</summary>
internal sealed class FlushedDirectories : Disk
{
    public List<string> Flushed { get; } = [];

    public override void FlushDirectory(string directory)
    {
        Flushed.Add(directory);
        base.FlushDirectory(directory);
    }
}
