using System.Text;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Log;

/// <summary>
/// Encodes the events of one send in the log's format (see <see cref="BatchHeader"/>) into a pooled buffer. The log disposes of a batch
/// after storing it.
/// </summary>
internal sealed class BatchBuilder : IDisposable
{
    private readonly PooledBuffer _buffer;
    private int _recordStart;
    private int _partitionKeyLength = -1;

    public BatchBuilder(int expectedSize)
    {
        _buffer = new PooledBuffer(BatchHeader.Size + expectedSize);
        _buffer.Take(BatchHeader.Size);
        Sections = new SectionWriter(_buffer);
    }

    public int Count { get; private set; }

    public int Length => _buffer.Length;

    /// <summary>The position of the last event in the batch.</summary>
    public int LastEventPosition => _recordStart;

    /// <summary>The size in bytes that counts toward the size limit of a send: the events' sections and annotations.</summary>
    public int MessageSize => _buffer.Length - BatchHeader.Size - (Count * EventRecord.HeadSize);

    /// <summary>The writer for the sections of the current event, between <see cref="BeginEvent"/> and <see cref="EndEvent()"/>.</summary>
    public SectionWriter Sections { get; }

    public void Add(EventToSend @event)
    {
        BeginEvent();
        Sections.WriteProperties(@event.ContentType, @event.MessageId, @event.CorrelationId);
        if (@event.Properties is { } properties)
        {
            foreach (var (name, value) in properties)
                Sections.AddProperty(name, value);
        }

        @event.Body.Span.CopyTo(Sections.BeginBody(@event.Body.Length));
        Sections.EndBody(@event.Body.Length);
        EndEvent();
    }

    /// <summary>Adds an encoded AMQP message.</summary>
    /// <returns>The partition key in the message's annotations, or <c>null</c> if there is no partition key.</returns>
    /// <exception cref="MessageFormatException">The bytes are not a valid AMQP message.</exception>
    public string? AddMessage(ReadOnlySpan<byte> message)
    {
        var sections = MessageSections.Parse(message);
        BeginEvent();
        string? partitionKey = null;
        var items = sections.Annotations < 0
            ? 0
            : Annotations.CopySenders(message, sections.Annotations, _buffer, out partitionKey);
        var annotationsLength = _buffer.Length - _recordStart - EventRecord.HeadSize;
        _buffer.Write(message[sections.Immutable..]);
        EndEvent(annotationsLength, items);
        return partitionKey;
    }

    public void BeginEvent()
    {
        _recordStart = _buffer.Length;
        _buffer.Take(EventRecord.HeadSize);
    }

    public void EndEvent() => EndEvent(0, 0);

    /// <summary>Sets the partition key. Call this method once, after the last event.</summary>
    public void SetPartitionKey(string key)
    {
        _partitionKeyLength = Encoding.UTF8.GetByteCount(key);
        Encoding.UTF8.GetBytes(key, _buffer.Take(_partitionKeyLength));
    }

    /// <summary>Writes the values that the log assigns and returns the complete batch.</summary>
    public ReadOnlyMemory<byte> Seal(long baseSequenceNumber, long enqueuedTime, long committedOffset)
    {
        BatchHeader.Write(_buffer.Span, Count, baseSequenceNumber, enqueuedTime, committedOffset, _partitionKeyLength);
        return _buffer.Memory;
    }

    public void Dispose() => _buffer.Dispose();

    private void EndEvent(int annotationsLength, int annotationItems)
    {
        new EventRecord(annotationsLength, annotationItems).Write(_buffer.Span[_recordStart..]);
        Count++;
    }
}
