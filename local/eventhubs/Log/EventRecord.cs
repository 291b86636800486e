using static System.Buffers.Binary.BinaryPrimitives;

namespace LocalEventHubs.Log;

/// <summary>
/// One event inside a batch. Numbers are little-endian. The other bytes are AMQP 1.0 as encoded by the sender.
/// <code>
///  0  uint32   length of the following bytes
///  4  uint32   length of the sender's message annotations
///  8  uint32   number of items in the annotations, two per entry
/// 12           the annotations: encoded keys and values, without the header of the map
///              the sections from the properties to the footer
/// </code>
/// </summary>
internal readonly record struct EventRecord(int AnnotationsLength, int AnnotationItems)
{
    /// <summary>The size of the length field at the start of both record formats.</summary>
    public const int LengthSize = sizeof(uint);

    /// <summary>The size of the fields before the annotations.</summary>
    public const int HeadSize = 12;

    /// <param name="record">The record, including its length field.</param>
    public static EventRecord Read(ReadOnlySpan<byte> record) =>
        new(ReadInt32LittleEndian(record[4..]), ReadInt32LittleEndian(record[8..]));

    /// <param name="record">The complete record, with space for the fields before the annotations.</param>
    public void Write(Span<byte> record)
    {
        WriteInt32LittleEndian(record, record.Length - LengthSize);
        WriteInt32LittleEndian(record[4..], AnnotationsLength);
        WriteInt32LittleEndian(record[8..], AnnotationItems);
    }
}
