using System.Collections.ObjectModel;
using System.ComponentModel;

namespace Azure.Messaging.EventHubs;

/// <summary>
/// An event, and where it stands in its partition once the service has taken it. The official one is a view of an AMQP message
/// (Azure.Core.Amqp); this one keeps the same values in fields.
/// </summary>
public class EventData : MessageContent
{
    private static readonly IReadOnlyDictionary<string, object> NoSystemProperties = ReadOnlyDictionary<string, object>.Empty;

    private readonly IReadOnlyDictionary<string, object> _systemProperties = NoSystemProperties;
    private IDictionary<string, object> _properties;

    public EventData()
        : this(new BinaryData(ReadOnlyMemory<byte>.Empty))
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
        _properties = properties;
        _systemProperties = systemProperties ?? NoSystemProperties;
        SequenceNumber = sequenceNumber;
        OffsetString = offsetString;
        EnqueuedTime = enqueuedTime;
        PartitionKey = partitionKey;
    }

    public BinaryData EventBody { get; set; }

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override BinaryData Data
    {
        get => EventBody;
        set => EventBody = value;
    }

    public new string ContentType { get; set; }

    public IDictionary<string, object> Properties => _properties ??= new Dictionary<string, object>();

    public IReadOnlyDictionary<string, object> SystemProperties => _systemProperties;

    /// <summary><see cref="long.MinValue"/> before the service has taken the event.</summary>
    public long SequenceNumber { get; } = long.MinValue;

    /// <summary>Null before the service has taken the event.</summary>
    public string OffsetString { get; }

    public DateTimeOffset EnqueuedTime { get; }

    public string PartitionKey { get; }

    protected override Azure.Core.ContentType? ContentTypeCore
    {
        get => ContentType is { } text ? new Azure.Core.ContentType(text) : null;
        set => ContentType = value?.ToString();
    }
}
