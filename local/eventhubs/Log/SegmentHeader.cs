using static System.Buffers.Binary.BinaryPrimitives;

namespace LocalEventHubs.Log;

/// <summary>
/// The header at the start of a segment file. All numbers are little-endian.
/// <code>
///  0  8 bytes  magic "LEHSEG01"
///  8  int64    base offset: the stream position of this header, which is also the file's name
/// 16  int64    sequence number of the first event
/// 24  int64    enqueued time of the last event before this segment, in Unix milliseconds
/// 32  uint32   CRC-32C of bytes 0..31
/// </code>
/// The header contains the sequence number and the time so that both continue correctly after retention has deleted all earlier events.
/// </summary>
internal readonly record struct SegmentHeader(long BaseOffset, long BaseSequenceNumber, long PreviousEnqueuedTime)
{
    public const int Size = 36;

    private static ReadOnlySpan<byte> Magic => "LEHSEG01"u8;

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        WriteInt64LittleEndian(bytes.AsSpan(8), BaseOffset);
        WriteInt64LittleEndian(bytes.AsSpan(16), BaseSequenceNumber);
        WriteInt64LittleEndian(bytes.AsSpan(24), PreviousEnqueuedTime);
        WriteUInt32LittleEndian(bytes.AsSpan(32), Crc32C.Compute(bytes.AsSpan(0, 32)));
        return bytes;
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out SegmentHeader header)
    {
        header = default;
        if (bytes.Length < Size || !bytes.StartsWith(Magic)
            || ReadUInt32LittleEndian(bytes[32..]) != Crc32C.Compute(bytes[..32]))
        {
            return false;
        }

        header = new SegmentHeader(
            ReadInt64LittleEndian(bytes[8..]), ReadInt64LittleEndian(bytes[16..]), ReadInt64LittleEndian(bytes[24..]));
        return true;
    }
}
