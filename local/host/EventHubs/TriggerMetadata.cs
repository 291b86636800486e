using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using LocalFunctions.Host.Amqp;
using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.EventHubs;

/// <summary>
/// The values that the Event Hubs extension passes to a function in addition to the events (EventHubTriggerBindingStrategy.cs). A value is
/// a collection if the protocol has a collection type for the value, and JSON in all other cases. For a trigger with a single event, the
/// names do not have the suffix <c>Array</c>, and the values are single values.
/// </summary>
internal sealed class TriggerMetadata
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly List<KeyValuePair<string, TypedData>> _values = new(7);
    private readonly IReadOnlySet<string>? _wanted;
    private readonly PooledBlockBuffer _memory;

    /// <param name="partition">The partition of the events.</param>
    /// <param name="events">The events, at least one.</param>
    /// <param name="isBatched">Whether one invocation receives all events.</param>
    /// <param name="wanted">The names of the entries to write, or <c>null</c> for all entries.</param>
    /// <param name="memory">The memory for the strings.</param>
    public TriggerMetadata(
        PartitionIdentity partition,
        IReadOnlyList<ReceivedEvent> events,
        bool isBatched,
        IReadOnlySet<string>? wanted,
        PooledBlockBuffer memory)
    {
        _wanted = wanted;
        _memory = memory;
        using var json = new Utf8JsonWriter(memory, Options);
        Add("PartitionContext", () => Json(json, () => WriteContext(json, partition)));
        if (isBatched)
            AddBatch(json, events);
        else
            AddSingle(json, events[0]);
    }

    public void AddTo(MapField<string, TypedData> metadata)
    {
        foreach (var (name, value) in _values)
            metadata.Add(name, value);
    }

    private void AddBatch(Utf8JsonWriter json, IReadOnlyList<ReceivedEvent> events)
    {
        Add("PartitionKeyArray", () => Texts(events.Select(received => received.PartitionKey ?? "")));
        Add("OffsetArray", () => Texts(events.Select(received => received.Offset)));
        Add("SequenceNumberArray", () => Numbers(events.Select(received => received.SequenceNumber)));
        Add("EnqueuedTimeUtcArray", () => JsonArray(json, events, static (json, received) => json.WriteStringValue(Time(received))));
        Add("PropertiesArray", () => JsonArray(json, events, WriteProperties));
        Add("SystemPropertiesArray", () => JsonArray(json, events, WriteSystemProperties));
    }

    private void AddSingle(Utf8JsonWriter json, ReceivedEvent received)
    {
        Add("PartitionKey", () => received.PartitionKey is { } key ? new TypedData { String = key } : new TypedData());
        Add("Offset", () => new TypedData { String = received.Offset });
        Add("SequenceNumber", () => Json(json, () => json.WriteNumberValue(received.SequenceNumber)));
        Add("EnqueuedTimeUtc", () => Json(json, () => json.WriteStringValue(Time(received))));
        Add("Properties", () => Json(json, () => WriteProperties(json, received)));
        Add("SystemProperties", () => Json(json, () => WriteSystemProperties(json, received)));
    }

    private void Add(string name, Func<TypedData> value)
    {
        if (_wanted is null || _wanted.Contains(name))
            _values.Add(KeyValuePair.Create(name, value()));
    }

    private static TypedData Texts(IEnumerable<string> texts) => new() { CollectionString = new CollectionString { String = { texts } } };

    private static TypedData Numbers(IEnumerable<long> numbers) =>
        new() { CollectionSint64 = new CollectionSInt64 { Sint64 = { numbers } } };

    private TypedData JsonArray(
        Utf8JsonWriter json, IReadOnlyList<ReceivedEvent> events, Action<Utf8JsonWriter, ReceivedEvent> write) => Json(json, () =>
        {
            json.WriteStartArray();
            foreach (var received in events)
                write(json, received);
            json.WriteEndArray();
        });

    private TypedData Json(Utf8JsonWriter json, Action write)
    {
        _memory.BeginText();
        json.Reset();
        write();
        json.Flush();
        return new TypedData { Json = UnsafeByteOperations.UnsafeWrap(_memory.EndText()) };
    }

    private static void WriteContext(Utf8JsonWriter json, PartitionIdentity partition)
    {
        json.WriteStartObject();
        json.WriteString("FullyQualifiedNamespace", partition.FullyQualifiedNamespace);
        json.WriteString("EventHubName", partition.EventHubName);
        json.WriteString("ConsumerGroup", partition.ConsumerGroup);
        json.WriteString("PartitionId", partition.PartitionId);
        json.WriteBoolean("IsCheckpointingAfterInvocation", true);
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, ReceivedEvent received)
    {
        json.WriteStartObject();
        new AmqpMessageView(received.Annotations.Span, received.Message.Span).WriteApplicationProperties(json);
        json.WriteEndObject();
    }

    private static void WriteSystemProperties(Utf8JsonWriter json, ReceivedEvent received)
    {
        json.WriteStartObject();
        new AmqpMessageView(received.Annotations.Span, received.Message.Span).WriteSystemProperties(json);
        json.WriteNumber("SequenceNumber", received.SequenceNumber);
        json.WriteString("Offset", received.Offset);
        json.WriteString("PartitionKey", received.PartitionKey);
        json.WriteString("EnqueuedTimeUtc", Time(received));
        json.WriteEndObject();
    }

    /// <summary>Returns a UTC time of unspecified kind, so that the JSON has no <c>Z</c>, as in the extension.</summary>
    private static DateTime Time(ReceivedEvent received) =>
        DateTime.SpecifyKind(received.EnqueuedTime.UtcDateTime, DateTimeKind.Unspecified);
}
