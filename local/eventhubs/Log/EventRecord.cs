using static System.Buffers.Binary.BinaryPrimitives;

namespace LocalEventHubs.Log;

/// <summary>
/// One event inside a batch. Numbers are little-endian; the rest is AMQP 1.0 as the sender encoded it.
/// <code>
///  0  uint32   length of what follows
///  4  uint32   length of the sender's message annotations
///  8  uint32   number of their items, two for each entry
/// 12           the annotations: encoded keys and values, without the map around them
///              the sections from the properties to the footer
/// </code>
/// </summary>
internal readonly record struct EventRecord(int AnnotationsLength, int AnnotationItems)
{
    /// <summary>The length field, with which both record formats begin.</summary>
    public const int LengthSize = sizeof(uint);

    /// <summary>The bytes before the annotations.</summary>
    public const int HeadSize = 12;

    /// <param name="record">The record including its length field.</param>
    public static EventRecord Read(ReadOnlySpan<byte> record) =>
        new(ReadInt32LittleEndian(record[4..]), ReadInt32LittleEndian(record[8..]));

    /// <param name="record">The complete record, with space for its head.</param>
    public void Write(Span<byte> record)
    {
        WriteInt32LittleEndian(record, record.Length - LengthSize);
        WriteInt32LittleEndian(record[4..], AnnotationsLength);
        WriteInt32LittleEndian(record[8..], AnnotationItems);
    }
}
