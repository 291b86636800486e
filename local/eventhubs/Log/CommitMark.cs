using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using static System.Buffers.Binary.BinaryPrimitives;

namespace LocalEventHubs.Log;

/// <summary>
/// A small file, next to the segments, with the acknowledged length of the stream. After the last batch, there is no committed offset that
/// distinguishes damage from an unfinished write, so the mark serves this purpose. The mark is written after the batches are flushed, but
/// is not itself flushed. After a power failure, the mark can be too low, but never too high.
/// <code>
///  0  int64    stream position before which all bytes were on disk, little-endian
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

    /// <summary>Reads the mark. Returns <c>null</c> if the file is missing, incomplete or damaged.</summary>
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

    /// <summary>
    /// Writes the mark. A failure is logged but not thrown, because the append has succeeded and the old mark is merely too low.
    /// </summary>
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

    [LoggerMessage(LogLevel.Warning, "'{File}' could not be written, so damage at the end of the log can look like an unfinished write.")]
    private partial void LogFailed(string file, Exception exception);
}
