using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Unicode;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>
/// Events as Event Hubs' REST API takes them: "Send event", whose headers are the event's properties, for one; "Send batch events" for
/// several, and for properties that cannot be headers. The batch form has no place for a content type, which AMQP has.
/// </summary>
internal static class SendContent
{
    public static HttpRequestMessage Of(IReadOnlyList<EventData> events, Uri messages, string partitionKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, messages);
        if (events.Count != 1 || !TryAddProperties(request, events[0]))
        {
            request.Headers.Clear();
            request.Content = new ByteArrayContent(Batch(events, partitionKey));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.microsoft.servicebus.json");
            return request;
        }

        request.Content = new ReadOnlyMemoryContent(events[0].EventBody.ToMemory());
        if (events[0].ContentType is { Length: > 0 } contentType)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (BrokerProperties(events[0], partitionKey) is { Count: > 0 } broker)
            request.Headers.Add("BrokerProperties", JsonSerializer.Serialize(broker));
        return request;
    }

    private static bool TryAddProperties(HttpRequestMessage request, EventData data)
    {
        foreach (var (name, value) in data.Properties)
        {
            if (value is not string text || !request.Headers.TryAddWithoutValidation(name, $"\"{text}\"") || !text.All(c => c is >= ' ' and <= '~'))
                return false;
        }

        return true;
    }

    private static byte[] Batch(IReadOnlyList<EventData> events, string partitionKey) =>
        JsonSerializer.SerializeToUtf8Bytes(events.Select(data =>
        {
            var body = data.EventBody.ToMemory();
            var isText = Utf8.IsValid(body.Span);
            return new
            {
                Body = isText ? data.EventBody.ToString() : Convert.ToBase64String(body.Span),
                IsBodyBase64 = !isText,
                UserProperties = data.Properties,
                BrokerProperties = BrokerProperties(data, partitionKey),
            };
        }));

    private static Dictionary<string, string> BrokerProperties(EventData data, string partitionKey)
    {
        (string Name, string Value)[] properties =
            [("PartitionKey", partitionKey), ("MessageId", data.MessageId), ("CorrelationId", data.CorrelationId)];
        return properties.Where(property => property.Value is not null).ToDictionary(property => property.Name, property => property.Value);
    }
}
