using System.Globalization;
using System.Runtime.InteropServices;

namespace LocalEventHubs.Messages;

/// <summary>An event as a consumer receives it. The event's parts are decoded on demand.</summary>
public sealed class StoredEvent
{
    private readonly ReadOnlyMemory<byte> _annotations;
    private readonly int _annotationItems;
    private DecodedMessage? _decoded;
    private string? _offset;

    /// <param name="position">The position in the partition's stream in bytes.</param>
    /// <param name="annotations">The sender's message annotations: <paramref name="annotationItems"/> encoded items.</param>
    internal StoredEvent(
        long sequenceNumber,
        long position,
        DateTimeOffset enqueuedTime,
        string? partitionKey,
        ReadOnlyMemory<byte> annotations,
        int annotationItems,
        ReadOnlyMemory<byte> sections)
    {
        SequenceNumber = sequenceNumber;
        EnqueuedTime = enqueuedTime;
        PartitionKey = partitionKey;
        Sections = sections;
        Position = position;
        _annotations = annotations;
        _annotationItems = annotationItems;
    }

    /// <summary>The sequence number, which starts at 0, increases by one per event in the partition, and is never reused.</summary>
    public long SequenceNumber { get; }

    /// <summary>The position in the partition's stream in bytes. Offsets increase, are not consecutive, and are never reused.</summary>
    public string Offset => _offset ??= Position.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The time at which the broker stored the event, in whole milliseconds. The time never decreases within a partition.
    /// </summary>
    public DateTimeOffset EnqueuedTime { get; }

    public string? PartitionKey { get; }

    /// <summary>
    /// The immutable sections of the AMQP message (properties, application properties, body, footer), exactly as received.
    /// </summary>
    public ReadOnlyMemory<byte> Sections { get; }

    /// <summary>The body's bytes, which are empty if the body is an AMQP value or sequence instead of binary data.</summary>
    public ReadOnlyMemory<byte> Body => Decoded.Body;

    public string? ContentType => Decoded.ContentType;

    /// <summary>The id as a string, regardless of its AMQP type.</summary>
    public string? MessageId => Decoded.MessageId;

    /// <summary>The id as a string, regardless of its AMQP type.</summary>
    public string? CorrelationId => Decoded.CorrelationId;

    /// <summary>The application properties whose value is not null.</summary>
    public IReadOnlyDictionary<string, object> Properties => Decoded.Properties;

    internal long Position { get; }

    internal ArraySegment<byte> SectionsSegment =>
        MemoryMarshal.TryGetArray(Sections, out var segment)
            ? segment
            : throw new InvalidOperationException("The sections must be in an array.");

    private DecodedMessage Decoded => _decoded ??= DecodedMessage.From(Sections);

    /// <summary>
    /// Returns the AMQP message as a consumer receives it: annotations with the sequence number, offset, enqueued time and partition key,
    /// followed by <see cref="Sections"/>.
    /// </summary>
    public byte[] ToMessage()
    {
        using var prefix = new PooledBuffer(256);
        WriteAnnotations(prefix);
        var message = new byte[prefix.Length + Sections.Length];
        prefix.Span.CopyTo(message);
        Sections.Span.CopyTo(message.AsSpan(prefix.Length));
        return message;
    }

    /// <summary>Writes the bytes that precede <see cref="Sections"/> on delivery.</summary>
    internal void WriteAnnotations(PooledBuffer target) =>
        Annotations.Write(target, SequenceNumber, Offset, EnqueuedTime, PartitionKey, _annotations.Span, _annotationItems);
}
