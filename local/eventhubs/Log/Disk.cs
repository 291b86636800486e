using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LocalEventHubs.Log;

/// <summary>The write operations whose failure the log must survive. Tests replace this class to make them fail.</summary>
internal partial class Disk
{
    public static Disk Real { get; } = new();

    public virtual void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position) =>
        RandomAccess.Write(file, buffers, position);

    /// <summary>fsync: returns when the file's bytes and length are on the device.</summary>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public virtual void SetLength(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    /// <summary>Creates a directory whose name is durable, as are the names of created parent directories.</summary>
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
    /// Makes created, renamed and deleted names durable. POSIX stores names in the directory, which needs its own fsync; .NET
    /// cannot open a directory, so libc is called. NTFS journals names and has no such call.
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
