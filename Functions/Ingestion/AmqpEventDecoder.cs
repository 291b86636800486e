using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Decodes AMQP messages (OASIS AMQP 1.0, part 3, section 3.2) in the form in which Event Hubs delivers events: message annotations,
/// properties, application properties and one data section, with values of common types. The result is equal to the event that
/// <see cref="AmqpAnnotatedMessage.FromBytes"/> decodes, but its body refers to the message's bytes.
/// </summary>
internal static class AmqpEventDecoder
{
    // The indexes of fields in the properties section (3.2.4).
    private const int MessageId = 0;
    private const int To = 2;
    private const int Subject = 3;
    private const int ReplyTo = 4;
    private const int CorrelationId = 5;
    private const int ContentType = 6;
    private const int ContentEncoding = 7;
    private const int GroupId = 10;
    private const int ReplyToGroupId = 12;

    private static readonly string[] AnnotationNames =
        ["x-opt-sequence-number", "x-opt-offset", "x-opt-enqueued-time", "x-opt-partition-key"];

    /// <returns>The event; <c>null</c> for other forms and for invalid messages, which the SDK then decodes or rejects.</returns>
    public static EventData? TryDecode(BinaryData bytes)
    {
        var memory = bytes.ToMemory();
        var reader = new AmqpValueReader(memory.Span);

        // 1. Find the sections.
        ReadOnlySpan<byte> annotations = default, properties = default, applicationProperties = default;
        ReadOnlyMemory<byte>? body = null;
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadSection(out var section) || body is not null)
                return null;
            var isRead = section switch
            {
                AmqpSection.MessageAnnotations => annotations.IsEmpty && reader.TryReadMap(out annotations),
                AmqpSection.Properties => properties.IsEmpty && reader.TryReadList(out properties),
                AmqpSection.ApplicationProperties => applicationProperties.IsEmpty && reader.TryReadMap(out applicationProperties),
                AmqpSection.Data => reader.TryReadBinary(out var data) && (body = memory[data]) is not null,
                _ => false,
            };
            if (!isRead)
                return null;
        }

        // 2. Read the sections.
        if (body is not { } content)
            return null;
        var message = new AmqpAnnotatedMessage(AmqpMessageBody.FromData([content]));
        return (annotations.IsEmpty || TryReadMap(annotations, areNamesSymbols: true, message.MessageAnnotations))
            && (applicationProperties.IsEmpty || TryReadMap(applicationProperties, areNamesSymbols: false, message.ApplicationProperties))
            && (properties.IsEmpty || TryReadProperties(properties, message.Properties))
                ? new EventData(message)
                : null;
    }

    /// <summary>
    /// Reads the annotations of a message that cannot be decoded. The annotations contain the position in the stream. Annotations that
    /// cannot be read are omitted.
    /// </summary>
    /// <returns>A message with the annotations and an empty body.</returns>
    public static AmqpAnnotatedMessage AnnotationsOf(BinaryData bytes)
    {
        var message = new AmqpAnnotatedMessage(AmqpMessageBody.FromData([ReadOnlyMemory<byte>.Empty]));
        var reader = new AmqpValueReader(bytes.ToMemory().Span);
        while (reader.TryReadSection(out var section))
        {
            if (section == AmqpSection.Header ? !reader.TryReadList(out var content) : !reader.TryReadMap(out content))
                break;
            if (section != AmqpSection.MessageAnnotations)
                continue;
            TryReadMap(content, areNamesSymbols: true, message.MessageAnnotations);
            break;
        }

        return message;
    }

    private static bool TryReadMap(ReadOnlySpan<byte> map, bool areNamesSymbols, IDictionary<string, object?> target)
    {
        var reader = new AmqpValueReader(map);
        if (!reader.TryReadCount(out var count) || count % 2 != 0)
            return false;
        for (; count > 0; count -= 2)
        {
            var hasName = areNamesSymbols ? reader.TryReadSymbol(AnnotationNames, out var name) : reader.TryReadString(out name);
            if (!hasName || !reader.TryReadValue(out var value) || !target.TryAdd(name!, value))
                return false;
        }

        return reader.IsAtEnd;
    }

    private static bool TryReadProperties(ReadOnlySpan<byte> list, AmqpMessageProperties properties)
    {
        var reader = new AmqpValueReader(list);
        if (!reader.TryReadCount(out var count))
            return false;
        for (var field = 0; field < count; field++)
        {
            if (reader.TryReadNull())
                continue;
            var isRead = field is ContentType or ContentEncoding ? reader.TryReadSymbol([], out var text) : reader.TryReadString(out text);
            if (!isRead || text!.Length == 0 || !TrySet(properties, field, text))
                return false;
        }

        return reader.IsAtEnd;
    }

    /// <summary>
    /// Sets a text field. The method returns <c>false</c> for other fields (user id, times, group sequence), because events seldom contain
    /// these fields and the SDK can decode them.
    /// </summary>
    private static bool TrySet(AmqpMessageProperties properties, int field, string text)
    {
        switch (field)
        {
            case MessageId:
                properties.MessageId = new AmqpMessageId(text);
                return true;
            case To:
                properties.To = new AmqpAddress(text);
                return true;
            case Subject:
                properties.Subject = text;
                return true;
            case ReplyTo:
                properties.ReplyTo = new AmqpAddress(text);
                return true;
            case CorrelationId:
                properties.CorrelationId = new AmqpMessageId(text);
                return true;
            case ContentType:
                properties.ContentType = text;
                return true;
            case ContentEncoding:
                properties.ContentEncoding = text;
                return true;
            case GroupId:
                properties.GroupId = text;
                return true;
            case ReplyToGroupId:
                properties.ReplyToGroupId = text;
                return true;
            default:
                return false;
        }
    }
}

/// <summary>The descriptors of message sections.</summary>
internal enum AmqpSection : byte
{
    Header = 0x70,
    MessageAnnotations = 0x72,
    Properties = 0x73,
    ApplicationProperties = 0x74,
    Data = 0x75,
}
