namespace LocalEventHubs.Tests;

internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("eventhubs-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
