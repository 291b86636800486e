using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LocalEventHubs.Log;

/// <summary>
/// Encodes the events of one send into the bytes that go to disk (see <see cref="BatchHeader"/>), in a pooled buffer. Whoever
/// appends the batch gives the buffer away.
/// </summary>
internal sealed class BatchBuilder(int expectedSize) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BatchHeader.Size + expectedSize);
    private int _length = BatchHeader.Size;
    private int _recordStart;
    private int _partitionKeyLength = -1;

    public int Count { get; private set; }

    public int Length => _length;

    /// <summary>What counts against the size limit of a send.</summary>
    public int MessageSize => _length - BatchHeader.Size;

    public void Add(EventToSend @event)
    {
        BeginEvent(@event.ContentType, @event.MessageId, @event.CorrelationId);
        if (@event.Properties is { } properties)
        {
            foreach (var (name, value) in properties)
                AddProperty(name, value);
        }

        @event.Body.Span.CopyTo(BeginBody(@event.Body.Length));
        EndEvent(@event.Body.Length);
    }

    public void BeginEvent(string? contentType, string? messageId = null, string? correlationId = null)
    {
        _recordStart = _length;
        var head = Take(EventRecord.LengthSize + 1);
        head[EventRecord.LengthSize] = (byte)(
            (contentType is null ? 0 : EventRecord.HasContentType)
            | (messageId is null ? 0 : EventRecord.HasMessageId)
            | (correlationId is null ? 0 : EventRecord.HasCorrelationId));
        if (contentType is not null)
            AppendString(contentType);
        if (messageId is not null)
            AppendString(messageId);
        if (correlationId is not null)
            AppendString(correlationId);
    }

    public void AddProperty(string name, object value)
    {
        switch (value)
        {
            case string text:
                AppendProperty(PropertyType.String, name);
                AppendString(text);
                break;
            case bool flag:
                AppendProperty(PropertyType.Boolean, name);
                Take(1)[0] = flag ? (byte)1 : (byte)0;
                break;
            case int number:
                AppendProperty(PropertyType.Int32, name);
                BinaryPrimitives.WriteInt32LittleEndian(Take(4), number);
                break;
            case long number:
                AppendProperty(PropertyType.Int64, name);
                BinaryPrimitives.WriteInt64LittleEndian(Take(8), number);
                break;
            case double number:
                AppendProperty(PropertyType.Double, name);
                BinaryPrimitives.WriteDoubleLittleEndian(Take(8), number);
                break;
            case decimal number:
                AppendProperty(PropertyType.Decimal, name);
                foreach (var part in decimal.GetBits(number))
                    BinaryPrimitives.WriteInt32LittleEndian(Take(4), part);
                break;
            case Guid guid:
                AppendProperty(PropertyType.Guid, name);
                guid.TryWriteBytes(Take(16));
                break;
            case DateTimeOffset time:
                AppendProperty(PropertyType.DateTimeOffset, name);
                BinaryPrimitives.WriteInt64LittleEndian(Take(8), time.ToUnixTimeMilliseconds());
                break;
            case byte[] bytes:
                AppendProperty(PropertyType.Bytes, name);
                AppendLength(bytes.Length);
                bytes.CopyTo(Take(bytes.Length));
                break;
            default:
                throw new EventHubsException(
                    EventHubsErrorReason.InvalidArgument,
                    $"The property '{name}' is a {value?.GetType().Name ?? "null"}, which an event cannot carry. "
                    + "Use string, bool, int, long, double, decimal, Guid, DateTimeOffset or byte[].");
        }
    }

    /// <summary>Room for a body of at most this many bytes, to be filled before <see cref="EndEvent"/>.</summary>
    public Span<byte> BeginBody(int maxLength)
    {
        Take(1)[0] = (byte)PropertyType.End;
        EnsureRoom(maxLength);
        return _buffer.AsSpan(_length, maxLength);
    }

    public void EndEvent(int bodyLength)
    {
        _length += bodyLength;
        var recordLength = _length - _recordStart - EventRecord.LengthSize;
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_recordStart), recordLength);
        Count++;
    }

    /// <summary>To be called once, after the last event.</summary>
    public void SetPartitionKey(string key)
    {
        _partitionKeyLength = Encoding.UTF8.GetByteCount(key);
        Encoding.UTF8.GetBytes(key, Take(_partitionKeyLength));
    }

    /// <summary>Writes what only the log knows and gives the whole batch, ready for the disk.</summary>
    public ReadOnlyMemory<byte> Seal(long baseSequenceNumber, long enqueuedTime, long committedOffset)
    {
        var batch = _buffer.AsMemory(0, _length);
        BatchHeader.Write(batch.Span, Count, baseSequenceNumber, enqueuedTime, committedOffset, _partitionKeyLength);
        return batch;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void AppendProperty(PropertyType type, string name)
    {
        Take(1)[0] = (byte)type;
        AppendString(name);
    }

    private void AppendString(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        AppendLength(length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    private void AppendLength(int length)
    {
        for (; length >= 0x80; length >>= 7)
            Take(1)[0] = (byte)(length | 0x80);
        Take(1)[0] = (byte)length;
    }

    private Span<byte> Take(int count)
    {
        EnsureRoom(count);
        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }

    private void EnsureRoom(int count)
    {
        if (_buffer.Length - _length >= count)
            return;

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + count, 2 * _length));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
