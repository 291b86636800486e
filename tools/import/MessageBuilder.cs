using Azure.Messaging.EventHubs;

namespace LatamFunctions.Import;

/// <summary>
/// Combines events into messages of JSON Lines. A flight's events can be sent to several partitions and arrive in any order, because the
/// flight's state depends only on the times at which the events occurred.
/// </summary>
internal static class MessageBuilder
{
    /// <summary>The maximum size of a message, which is below the limit of every tier. In the Basic tier, the limit is 256 KiB.</summary>
    public const int MaxBytes = 200 * 1024;

    /// <summary>The maximum number of events per message, well below the app's default limit (Ingestion__MaxMessageEvents).</summary>
    public const int MaxEvents = 500;

    public static IReadOnlyList<EventData> Pack(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        var messages = new List<EventData>();
        var body = new MemoryStream();
        var count = 0;
        foreach (var flightEvent in events)
        {
            if (count == MaxEvents || (count > 0 && body.Length + flightEvent.Length > MaxBytes))
            {
                messages.Add(Message(body));
                (body, count) = (new MemoryStream(), 0);
            }

            body.Write(flightEvent.Span);
            body.WriteByte((byte)'\n');
            count++;
        }

        if (count > 0)
            messages.Add(Message(body));
        return messages;
    }

    private static EventData Message(MemoryStream body) =>
        new(body.GetBuffer().AsMemory(0, (int)body.Length)) { ContentType = "application/x-ndjson" };
}
