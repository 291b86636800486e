using static System.Buffers.Binary.BinaryPrimitives;

namespace LocalEventHubs.Log;

/// <summary>
/// The header of a batch, which contains the events of one send. One checksum covers the batch, so a batch is stored completely or not at
/// all. A segment is a <see cref="SegmentHeader"/> followed by contiguous batches. All numbers are little-endian.
/// <code>
///  0  3 bytes  magic "LEH"
///  3  uint8    format of the event records (see <see cref="RecordFormat"/>)
///  4  uint32   length of the batch in bytes, including this header
///  8  uint32   CRC-32C of bytes 12..length-1
/// 12  int32    number of events, at least 1
/// 16  int64    sequence number of the first event; the numbers are consecutive
/// 24  int64    enqueued time, Unix milliseconds
/// 32  int64    committed offset: all bytes before this stream position were on disk when the batch was written
/// 40  int32    length of the partition key in bytes; -1 = none
/// 44           contiguous event records
///              the partition key in UTF-8 (last, because a REST batch specifies it only inside its events)
/// </code>
/// The offset of an event is the stream position of its record.
/// <para>
/// The committed offset distinguishes a torn write from damage. Several batches are written together, and after a power failure a later
/// batch can be complete although an earlier batch is incomplete. An invalid batch is a torn write if no valid batch after it has a greater
/// committed offset.
/// </para>
/// </summary>
internal readonly record struct BatchHeader(
    RecordFormat Format, int Length, uint Checksum, int Count, long BaseSequenceNumber, long EnqueuedTime, long CommittedOffset,
    int PartitionKeyLength)
{
    public const int Size = 44;

    /// <summary>The position of the first byte that the checksum covers.</summary>
    public const int ChecksummedFrom = 12;

    public static ReadOnlySpan<byte> Magic => "LEH"u8;

    public long EndSequenceNumber => BaseSequenceNumber + Count;

    public static void Write(
        Span<byte> batch, int count, long baseSequenceNumber, long enqueuedTime, long committedOffset, int partitionKeyLength)
    {
        Magic.CopyTo(batch);
        batch[3] = (byte)RecordFormat.Sections;
        WriteInt32LittleEndian(batch[4..], batch.Length);
        WriteInt32LittleEndian(batch[12..], count);
        WriteInt64LittleEndian(batch[16..], baseSequenceNumber);
        WriteInt64LittleEndian(batch[24..], enqueuedTime);
        WriteInt64LittleEndian(batch[32..], committedOffset);
        WriteInt32LittleEndian(batch[40..], partitionKeyLength);
        WriteUInt32LittleEndian(batch[8..], Crc32C.Compute(batch[ChecksummedFrom..]));
    }

    /// <summary>Reads a header without verifying the checksum. Returns <c>false</c> if the bytes cannot be the start of a batch.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out BatchHeader header)
    {
        header = default;
        if (bytes.Length < Size || !bytes.StartsWith(Magic))
            return false;

        header = new BatchHeader(
            (RecordFormat)bytes[3],
            ReadInt32LittleEndian(bytes[4..]),
            ReadUInt32LittleEndian(bytes[8..]),
            ReadInt32LittleEndian(bytes[12..]),
            ReadInt64LittleEndian(bytes[16..]),
            ReadInt64LittleEndian(bytes[24..]),
            ReadInt64LittleEndian(bytes[32..]),
            ReadInt32LittleEndian(bytes[40..]));
        return header.Format is RecordFormat.Legacy or RecordFormat.Sections && header.Length > Size && header.Count > 0;
    }

    public bool Matches(ReadOnlySpan<byte> batch) =>
        batch.Length == Length && Crc32C.Compute(batch[ChecksummedFrom..]) == Checksum;
}
