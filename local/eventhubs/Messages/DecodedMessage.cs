using System.Collections.Frozen;
using System.Text;

namespace LocalEventHubs.Messages;

/// <summary>The parts of an event that in-process readers use, decoded from the event's AMQP sections.</summary>
internal sealed class DecodedMessage
{
    private static readonly IReadOnlyDictionary<string, object> NoProperties = FrozenDictionary<string, object>.Empty;

    private DecodedMessage(ReadOnlyMemory<byte> sections)
    {
        var bytes = sections.Span;
        for (var position = 0; position < bytes.Length;)
        {
            var code = EncodedValue.ReadDescriptor(bytes, ref position);
            var end = EncodedValue.End(bytes, position);
            switch (code)
            {
                case SectionCode.Properties:
                    ReadProperties(sections, position);
                    break;
                case SectionCode.ApplicationProperties:
                    Properties = ReadApplicationProperties(sections, position);
                    break;
                case SectionCode.Data:
                    AddData(sections[(end - EncodedValue.Content(bytes, position).Length)..end]);
                    break;
            }

            position = end;
        }
    }

    public string? MessageId { get; private set; }

    public string? CorrelationId { get; private set; }

    public string? ContentType { get; private set; }

    public IReadOnlyDictionary<string, object> Properties { get; } = NoProperties;

    public ReadOnlyMemory<byte> Body { get; private set; }

    public static DecodedMessage From(ReadOnlyMemory<byte> sections) => new(sections);

    private void ReadProperties(ReadOnlyMemory<byte> sections, int position)
    {
        const int messageId = 0, correlationId = 5, contentType = 6;
        var bytes = sections.Span;
        var count = EncodedValue.ReadCompoundHeader(bytes, ref position);
        for (var field = 0; field < count; field++)
        {
            switch (field)
            {
                case messageId:
                    MessageId = AmqpObject.Decode(sections, position)?.ToString();
                    break;
                case correlationId:
                    CorrelationId = AmqpObject.Decode(sections, position)?.ToString();
                    break;
                case contentType when bytes[position] != FormatCode.Null:
                    ContentType = Encoding.UTF8.GetString(EncodedValue.Content(bytes, position));
                    break;
            }

            position = EncodedValue.End(bytes, position);
        }
    }

    private static IReadOnlyDictionary<string, object> ReadApplicationProperties(ReadOnlyMemory<byte> sections, int position)
    {
        var bytes = sections.Span;
        var items = EncodedValue.ReadCompoundHeader(bytes, ref position);
        if (items < 2)
            return NoProperties;

        var properties = new Dictionary<string, object>(items / 2);
        for (; items >= 2; items -= 2)
        {
            var value = EncodedValue.End(bytes, position);
            var name = Encoding.UTF8.GetString(EncodedValue.Content(bytes, position));
            if (AmqpObject.Decode(sections, value) is { } content)
                properties[name] = content;
            position = EncodedValue.End(bytes, value);
        }

        return properties;
    }

    /// <summary>Adds a data section to the body. A message usually has one data section. Several sections are concatenated.</summary>
    private void AddData(ReadOnlyMemory<byte> data) =>
        Body = Body.IsEmpty ? data : (byte[])[.. Body.Span, .. data.Span];
}
