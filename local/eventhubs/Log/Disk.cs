using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LocalEventHubs.Log;

/// <summary>The write operations of the log. Tests override these operations to simulate failures.</summary>
internal partial class Disk
{
    public static Disk Real { get; } = new();

    public virtual void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position) =>
        RandomAccess.Write(file, buffers, position);

    /// <summary>Calls fsync, which returns when the file's bytes and length are on the device.</summary>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public virtual void SetLength(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    /// <summary>Creates a directory and its missing parents, and makes their creation durable.</summary>
    public void CreateDirectory(string directory)
    {
        if (Directory.Exists(directory))
            return;

        var parent = Path.GetDirectoryName(Path.GetFullPath(directory))!;
        CreateDirectory(parent);
        Directory.CreateDirectory(directory);
        FlushDirectory(parent);
    }

    /// <summary>
    /// Makes the creation, renaming and deletion of files in a directory durable. POSIX stores file names in the directory, which requires
    /// a separate fsync. .NET cannot open a directory, so this method calls libc. NTFS journals names and needs no such call.
    /// </summary>
    public virtual void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;

        const int readOnly = 0;
        var descriptor = Open(directory, readOnly);
        if (descriptor < 0)
            throw LastError($"open directory '{directory}'");
        try
        {
            if (FSync(descriptor) != 0)
                throw LastError($"fsync directory '{directory}'");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException LastError(string action) =>
        new($"Could not {action}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
