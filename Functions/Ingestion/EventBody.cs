using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using LatamFunctions.Events;

namespace LatamFunctions.Ingestion;

/// <summary>
/// The bytes of a message's AMQP body (OASIS AMQP 1.0, part 3, section 3.2). Event Hubs clients send data sections. Other AMQP clients
/// may send a value: a JMS TextMessage is a string. <see cref="EventData.EventBody"/> throws for both other forms.
/// </summary>
internal static class EventBody
{
    /// <param name="message">The message.</param>
    /// <returns>
    /// The content of its data sections, or of its value if that is text or binary; otherwise the whole message in AMQP encoding, and the
    /// reason why it has no events.
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

    /// <summary>The bytes of the body, without reading them; 0 for a form that is not supported.</summary>
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
    /// The whole message in AMQP encoding, for a body that could not be read; empty if that fails too: its event stays in the hub.
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

        // Not null: that would be converted as an array, to empty memory.
        _ => default(ReadOnlyMemory<byte>?),
    };
}
