using System.Buffers.Binary;
using System.Text;

namespace LocalEventHubs.Log;

/// <summary>Collects the events of one read, over the batches and segments that it touches.</summary>
internal sealed class EventReading(long fromSequenceNumber, int maxEvents)
{
    /// <summary>One read stops after about so many bytes of bodies, or a reader of large events would fill the memory.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly List<StoredEvent> _events = [];
    private string? _contentType;
    private long _bytes;

    public IReadOnlyList<StoredEvent> Events => _events;

    public long NextSequenceNumber { get; private set; } = fromSequenceNumber;

    public bool IsFull => _events.Count >= maxEvents || _bytes >= MaxBytes;

    public void Add(in BatchHeader header, ReadOnlySpan<byte> batch, long offset)
    {
        var enqueuedTime = DateTimeOffset.FromUnixTimeMilliseconds(header.EnqueuedTime);
        var partitionKey = header.PartitionKeyLength < 0
            ? null
            : Encoding.UTF8.GetString(batch[^header.PartitionKeyLength..]);

        var position = BatchHeader.Size;
        for (var sequenceNumber = header.BaseSequenceNumber; sequenceNumber < header.EndSequenceNumber && !IsFull; sequenceNumber++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(batch[position..]);
            if (sequenceNumber >= NextSequenceNumber)
            {
                var record = batch.Slice(position + EventRecord.LengthSize, length);
                var @event = EventRecord.Read(
                    record, sequenceNumber, offset + position, enqueuedTime, partitionKey, ref _contentType);
                _events.Add(@event);
                _bytes += @event.Body.Length;
                NextSequenceNumber = sequenceNumber + 1;
            }

            position += EventRecord.LengthSize + length;
        }
    }
}
