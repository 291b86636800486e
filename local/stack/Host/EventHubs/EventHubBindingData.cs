using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using LocalEventHubs;

namespace LocalStack.Host;

/// <summary>
/// What the Event Hubs trigger tells about a batch besides its events: JSON texts, as the worker gets complex values from the host.
/// Most functions read one of them or none, so each is written when it is asked for.
/// </summary>
internal sealed class EventHubBindingData : IReadOnlyDictionary<string, object?>
{
    private readonly Dictionary<string, Lazy<object?>> _values = new(StringComparer.OrdinalIgnoreCase);

    public EventHubBindingData(string @namespace, string hub, string consumerGroup, string partitionId, IReadOnlyList<StoredEvent> events)
    {
        Add("PartitionContext", () => new
        {
            FullyQualifiedNamespace = @namespace,
            EventHubName = hub,
            ConsumerGroup = consumerGroup,
            PartitionId = partitionId,
            IsCheckpointingAfterInvocation = true,
        });
        _values["TriggerPartitionContext"] = _values["PartitionContext"];
        Add("PartitionKeyArray", () => events.Select(e => e.PartitionKey));
        Add("OffsetArray", () => events.Select(e => e.Offset));
        _values["OffsetStringArray"] = _values["OffsetArray"];
        Add("SequenceNumberArray", () => events.Select(e => e.SequenceNumber));
        Add("EnqueuedTimeUtcArray", () => events.Select(e => e.EnqueuedTime.UtcDateTime));
        Add("PropertiesArray", () => events.Select(e => e.Properties));
        Add("SystemPropertiesArray", () => events.Select(SystemProperties));
    }

    public int Count => _values.Count;

    public IEnumerable<string> Keys => _values.Keys;

    public IEnumerable<object?> Values => _values.Values.Select(value => value.Value);

    public object? this[string key] => _values[key].Value;

    public bool ContainsKey(string key) => _values.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        var found = _values.TryGetValue(key, out var lazy);
        value = lazy?.Value;
        return found;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        _values.Select(value => KeyValuePair.Create(value.Key, value.Value.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Dictionary<string, object?> SystemProperties(StoredEvent stored) => new()
    {
        ["PartitionKey"] = stored.PartitionKey,
        ["SequenceNumber"] = stored.SequenceNumber,
        ["Offset"] = stored.Offset,
        ["EnqueuedTimeUtc"] = stored.EnqueuedTime.UtcDateTime,
    };

    private void Add(string key, Func<object> value) => _values[key] = new Lazy<object?>(() => JsonSerializer.Serialize(value()));
}
