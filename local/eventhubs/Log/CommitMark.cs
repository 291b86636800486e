using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using static System.Buffers.Binary.BinaryPrimitives;

namespace LocalEventHubs.Log;

/// <summary>
/// A small file beside the segments that states how much of the stream has been acknowledged: the last batch has none behind it that
/// would tell damage from a write that never finished. It is written after the flush of the batches and not flushed itself, so it may
/// be behind after a power cut and is never ahead.
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

    /// <summary>Null if there is none, or it was not written to its end.</summary>
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

    /// <summary>A mark that cannot be written is only behind: the append has succeeded nevertheless.</summary>
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
