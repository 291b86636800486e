using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using static System.Buffers.Binary.BinaryPrimitives;

namespace LocalEventHubs.Log;

/// <summary>
/// A small file next to the segments that states how much of the stream has been acknowledged: no batch follows the last one, whose
/// committed offset would distinguish damage from an unfinished write. It is written after the flush of the batches and not flushed itself,
/// so after a power cut it may be too low, but never too high.
/// <code>
///  0  int64    stream position up to which everything was on disk, little-endian
///  8  uint32   CRC-32C of bytes 0..7
/// </code>
/// </summary>
internal sealed partial class CommitMark(string directory, ILogger logger) : IDisposable
{
    public const string FileName = "committed";

    private const int Size = 12;

    private readonly string _path = Path.Combine(directory, FileName);
    private SafeFileHandle? _file;
    private bool _hasFailed;

    /// <summary>Reads the mark; null if there is none, or it is incomplete.</summary>
    public static long? Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
            return null;

        var bytes = File.ReadAllBytes(path);
        return bytes.Length == Size && ReadUInt32LittleEndian(bytes.AsSpan(8)) == Crc32C.Compute(bytes.AsSpan(0, 8))
            ? ReadInt64LittleEndian(bytes)
            : null;
    }

    /// <summary>Writes the mark. A failure is ignored: the old mark is only too low, and the append has succeeded.</summary>
    public void Write(long position)
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteInt64LittleEndian(bytes, position);
        WriteUInt32LittleEndian(bytes[8..], Crc32C.Compute(bytes[..8]));
        try
        {
            _file ??= File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read | FileShare.Delete);
            RandomAccess.Write(_file, bytes, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_hasFailed)
                LogFailed(_path, e);
            _hasFailed = true;
        }
    }

    public void Dispose() => _file?.Dispose();

    [LoggerMessage(LogLevel.Warning, "'{File}' could not be written: damage to the end of the log could pass for an unfinished write.")]
    private partial void LogFailed(string file, Exception exception);
}
