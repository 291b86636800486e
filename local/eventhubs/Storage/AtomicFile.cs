using LocalEventHubs.Log;

namespace LocalEventHubs.Storage;

/// <summary>
/// Replaces a small file atomically and durably. After a crash, the file has the old or the new content. On return, the new content is on
/// disk.
/// </summary>
internal static class AtomicFile
{
    public static void Write(string path, byte[] content, Disk disk)
    {
        var directory = Path.GetDirectoryName(path)!;
        disk.CreateDirectory(directory);
        var temporary = path + ".new";
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            disk.Write(file, [content], 0);
            disk.Flush(file);
        }

        File.Move(temporary, path, overwrite: true);
        disk.FlushDirectory(directory);
    }
}
