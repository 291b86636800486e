using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using LatamFunctions.Events;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Reads a message's AMQP body (OASIS AMQP 1.0, part 3, section 3.2). Event Hubs clients send data sections. Other AMQP clients can send a
/// value, such as the string in a JMS TextMessage. <see cref="EventData.EventBody"/> supports only data sections.
/// </summary>
internal static class EventBody
{
    /// <returns>
    /// The content of the data sections, or the value if the value is text or binary. For any other body, the result is the whole
    /// AMQP-encoded message and an error.
    /// </returns>
    public static (ReadOnlyMemory<byte> Body, ValidationError? Error) Read(EventData message)
    {
        if (message is UnreadableEvent unreadable)
        {
            var detail = ValidationError.SafeDetail($"the AMQP message cannot be decoded: {unreadable.Cause.Message}");
            return (unreadable.Amqp, new ValidationError(ValidationError.WholeEvent, EventRule.Unreadable, detail));
        }

        var amqp = message.GetRawAmqpMessage();
        if (amqp.Body.BodyType == AmqpMessageBodyType.Data)
            return (message.EventBody.ToMemory(), null);
        if (amqp.Body.TryGetValue(out var value) && ContentOf(value) is { } content)
            return (content, null);

        var form = amqp.Body.BodyType == AmqpMessageBodyType.Sequence
            ? "the AMQP body is a sequence; send data sections"
            : "the AMQP body is a value that is neither text nor binary; send data sections";
        return (amqp.ToBytes().ToMemory(), new ValidationError(ValidationError.WholeEvent, EventRule.Encoding, form));
    }

    /// <summary>
    /// Returns the length of the body in bytes; 0 for unsupported forms; the length of the whole message if the message is unreadable.
    /// </summary>
    public static long LengthOf(EventData message)
    {
        if (message is UnreadableEvent unreadable)
            return unreadable.Amqp.Length;
        var body = message.GetRawAmqpMessage().Body;
        if (body.TryGetData(out var sections) && sections is not null)
            return sections.Sum(section => (long)section.Length);
        return body.TryGetValue(out var value) ? ContentOf(value)?.Length ?? 0 : 0;
    }

    /// <summary>
    /// Returns the whole AMQP-encoded message for a body that could not be read. If encoding also fails, the result is empty, and the
    /// message is available only in the event hub.
    /// </summary>
    public static ReadOnlyMemory<byte> AmqpBytesOf(EventData message)
    {
        try
        {
            return message.GetRawAmqpMessage().ToBytes().ToMemory();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return default;
        }
    }

    private static ReadOnlyMemory<byte>? ContentOf(object? value) => value switch
    {
        string text => Encoding.UTF8.GetBytes(text),
        byte[] bytes => bytes,
        ArraySegment<byte> segment => segment,
        ReadOnlyMemory<byte> memory => memory,
        BinaryData data => data.ToMemory(),

        // A null literal would be converted to empty memory.
        _ => default(ReadOnlyMemory<byte>?),
    };
}
