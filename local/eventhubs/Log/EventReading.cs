using System.Buffers.Binary;
using System.Text;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Log;

/// <summary>Collects the events of one read, across batches and segments.</summary>
internal sealed class EventReading(long fromSequenceNumber, int maxEvents, int maxBytes)
{
    private readonly List<StoredEvent> _events = [];
    private long _bytes;

    public IReadOnlyList<StoredEvent> Events => _events;

    public long NextSequenceNumber { get; private set; } = fromSequenceNumber;

    public bool IsFull => _events.Count >= maxEvents || _bytes >= maxBytes;

    /// <param name="batch">A batch whose checksum has been verified.</param>
    /// <param name="position">The batch's position in the stream.</param>
    public void Add(in BatchHeader header, ReadOnlySpan<byte> batch, long position)
    {
        var (start, end, count) = RequestedRange(header, batch);

        // All events of the batch are slices of one copy.
        ReadOnlyMemory<byte> records = batch[start..end].ToArray();
        var enqueuedTime = DateTimeOffset.FromUnixTimeMilliseconds(header.EnqueuedTime);
        var partitionKey = header.PartitionKeyLength < 0
            ? null
            : Encoding.UTF8.GetString(batch[^header.PartitionKeyLength..]);
        for (var offset = 0; count > 0; count--)
        {
            var record = records[offset..(offset + RecordLength(records.Span[offset..]))];
            _events.Add(Read(header.Format, record, NextSequenceNumber++, position + start + offset, enqueuedTime, partitionKey));
            offset += record.Length;
        }
    }

    /// <summary>Returns the positions of the events in a batch.</summary>
    public static IReadOnlyList<int> RecordPositions(in BatchHeader header, ReadOnlySpan<byte> batch)
    {
        var positions = new int[header.Count];
        var position = BatchHeader.Size;
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = position;
            position += RecordLength(batch[position..]);
        }

        return positions;
    }

    private static StoredEvent Read(
        RecordFormat format, ReadOnlyMemory<byte> record, long sequenceNumber, long position, DateTimeOffset enqueuedTime,
        string? partitionKey)
    {
        if (format == RecordFormat.Legacy)
        {
            var converted = LegacyEventRecord.ToSections(record.Span[EventRecord.LengthSize..]);
            return new StoredEvent(sequenceNumber, position, enqueuedTime, partitionKey, default, 0, converted);
        }

        var head = EventRecord.Read(record.Span);
        var sections = EventRecord.HeadSize + head.AnnotationsLength;
        return new StoredEvent(
            sequenceNumber, position, enqueuedTime, partitionKey,
            record[EventRecord.HeadSize..sections], head.AnnotationItems, record[sections..]);
    }

    /// <summary>
    /// Returns the range of the requested events in a batch, up to and including the event that reaches a limit of the read, and advances
    /// the read to these events.
    /// </summary>
    private (int Start, int End, int Count) RequestedRange(in BatchHeader header, ReadOnlySpan<byte> batch)
    {
        var start = BatchHeader.Size;
        var first = Math.Max(NextSequenceNumber, header.BaseSequenceNumber);
        for (var sequenceNumber = header.BaseSequenceNumber; sequenceNumber < first; sequenceNumber++)
            start += RecordLength(batch[start..]);

        NextSequenceNumber = first;
        var (end, count) = (start, 0);
        while (first + count < header.EndSequenceNumber && _events.Count + count < maxEvents && _bytes < maxBytes)
        {
            var length = RecordLength(batch[end..]);
            end += length;
            _bytes += length;
            count++;
        }

        return (start, end, count);
    }

    private static int RecordLength(ReadOnlySpan<byte> record) =>
        EventRecord.LengthSize + BinaryPrimitives.ReadInt32LittleEndian(record);
}
