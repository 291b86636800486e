using System.ComponentModel;
using System.Globalization;

namespace Azure.Messaging.EventHubs;

/// <summary>
/// An event, and where it stands in its partition once the service has taken it. The official one is a view of an AMQP message of
/// the package Azure.Core.Amqp, which not every feed has; this one keeps the same values in fields.
/// </summary>
public class EventData : MessageContent
{
    private readonly IReadOnlyDictionary<string, object> _systemProperties;
    private IDictionary<string, object> _properties;

    public EventData()
        : this(ReadOnlyMemory<byte>.Empty)
    {
    }

    public EventData(BinaryData eventBody) => EventBody = eventBody;

    public EventData(ReadOnlyMemory<byte> eventBody)
        : this(BinaryData.FromBytes(eventBody))
    {
    }

    public EventData(string eventBody)
        : this(BinaryData.FromString(eventBody))
    {
    }

    protected EventData(
        BinaryData eventBody,
        IDictionary<string, object> properties = null,
        IReadOnlyDictionary<string, object> systemProperties = null,
        long sequenceNumber = long.MinValue,
        string offsetString = null,
        DateTimeOffset enqueuedTime = default,
        string partitionKey = null)
        : this(eventBody)
    {
        // A copy, as the official one makes: events of a batch must not share what a function may change.
        if (properties is { Count: > 0 })
            _properties = new Dictionary<string, object>(properties);
        _systemProperties = systemProperties;
        SequenceNumber = sequenceNumber;
        OffsetString = offsetString;
        EnqueuedTime = enqueuedTime;
        PartitionKey = partitionKey;
    }

    [Obsolete("Use the constructor with offsetString.", false)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected EventData(
        BinaryData eventBody,
        IDictionary<string, object> properties = null,
        IReadOnlyDictionary<string, object> systemProperties = null,
        long sequenceNumber = long.MinValue,
        long offset = long.MinValue,
        DateTimeOffset enqueuedTime = default,
        string partitionKey = null)
        : this(eventBody, properties, systemProperties, sequenceNumber, TextOf(offset), enqueuedTime, partitionKey)
    {
    }

    public BinaryData EventBody { get; set; }

    [EditorBrowsable(EditorBrowsableState.Never)]
    public ReadOnlyMemory<byte> Body => EventBody.ToMemory();

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override BinaryData Data
    {
        get => EventBody;
        set => EventBody = value;
    }

    public new string ContentType { get; set; }

    public string MessageId { get; set; }

    public string CorrelationId { get; set; }

    public IDictionary<string, object> Properties => _properties ??= new Dictionary<string, object>();

    public IReadOnlyDictionary<string, object> SystemProperties => _systemProperties ?? FromFields();

    /// <summary><see cref="long.MinValue"/> before the service has taken the event.</summary>
    public long SequenceNumber { get; } = long.MinValue;

    /// <summary>Null before the service has taken the event. Opaque: digits in most namespaces, not in all.</summary>
    public string OffsetString { get; }

    /// <exception cref="NotSupportedException">The offset is not numeric, as in geo-replicated namespaces.</exception>
    [Obsolete("Use OffsetString.", false)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public long Offset => OffsetString is null
        ? long.MinValue
        : long.TryParse(OffsetString, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw new NotSupportedException($"The offset '{OffsetString}' is not numeric: use {nameof(OffsetString)}.");

    public DateTimeOffset EnqueuedTime { get; }

    public string PartitionKey { get; }

    protected override Azure.Core.ContentType? ContentTypeCore
    {
        get => ContentType is { } text ? new Azure.Core.ContentType(text) : null;
        set => ContentType = value?.ToString();
    }

    internal static string TextOf(long offset) => offset == long.MinValue ? null : offset.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The names are AMQP's for the fields that a sender sets (AMQP 1.0, 3.2.4), and Event Hubs' annotations for the others ("AMQP 1.0
    /// in Azure Service Bus and Event Hubs protocol guide").
    /// </summary>
    private Dictionary<string, object> FromFields()
    {
        (string Name, object Value)[] fields =
        [
            ("message-id", MessageId),
            ("correlation-id", CorrelationId),
            ("content-type", ContentType),
            ("x-opt-sequence-number", SequenceNumber == long.MinValue ? null : SequenceNumber),
            ("x-opt-offset", OffsetString),
            ("x-opt-enqueued-time", EnqueuedTime == default ? null : EnqueuedTime),
            ("x-opt-partition-key", PartitionKey),
        ];
        return fields.Where(field => field.Value is not null).ToDictionary(field => field.Name, field => field.Value);
    }
}
