using System.ComponentModel;

namespace Azure.Messaging.EventHubs;

public static class EventHubsModelFactory
{
    public static EventData EventData(
        BinaryData eventBody,
        IDictionary<string, object> properties = null,
        IReadOnlyDictionary<string, object> systemProperties = null,
        string partitionKey = null,
        long sequenceNumber = long.MinValue,
        string offsetString = null,
        DateTimeOffset enqueuedTime = default) =>
        new ReceivedEventData(eventBody, properties, systemProperties, sequenceNumber, offsetString, enqueuedTime, partitionKey);

    [Obsolete("Use the overload with offsetString.", false)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static EventData EventData(
        BinaryData eventBody,
        IDictionary<string, object> properties = null,
        IReadOnlyDictionary<string, object> systemProperties = null,
        string partitionKey = null,
        long sequenceNumber = long.MinValue,
        long offset = long.MinValue,
        DateTimeOffset enqueuedTime = default) =>
        new ReceivedEventData(
            eventBody, properties, systemProperties, sequenceNumber, Azure.Messaging.EventHubs.EventData.TextOf(offset), enqueuedTime, partitionKey);

    private sealed class ReceivedEventData(
        BinaryData eventBody,
        IDictionary<string, object> properties,
        IReadOnlyDictionary<string, object> systemProperties,
        long sequenceNumber,
        string offsetString,
        DateTimeOffset enqueuedTime,
        string partitionKey)
        : EventData(eventBody, properties, systemProperties, sequenceNumber, offsetString, enqueuedTime, partitionKey);
}
