using System.Text.Json;

namespace LocalFunctions.Host.Amqp;

/// <summary>A view of the sections in an event's AMQP message (AMQP 1.0, 3.2). The sections are not decoded.</summary>
internal readonly ref struct AmqpMessageView
{
    /// <summary>
    /// The names of the properties section's fields, as in <c>EventData.SystemProperties</c>, in the order of the specification (3.2.4).
    /// </summary>
    private static readonly string[] PropertyNames =
    [
        "message-id", "user-id", "to", "subject", "reply-to", "correlation-id", "content-type", "content-encoding", "absolute-expiry-time",
        "creation-time", "group-id", "group-sequence", "reply-to-group-id",
    ];

    private readonly ReadOnlySpan<byte> _messageAnnotations;
    private readonly ReadOnlySpan<byte> _properties;
    private readonly ReadOnlySpan<byte> _applicationProperties;

    /// <param name="annotations">
    /// An encoded message-annotations section, or an empty span if <paramref name="message"/> contains the section.
    /// </param>
    /// <param name="message">The other encoded sections.</param>
    /// <exception cref="InvalidDataException">The bytes are not an AMQP message.</exception>
    public AmqpMessageView(ReadOnlySpan<byte> annotations, ReadOnlySpan<byte> message)
    {
        Find(annotations, ref _messageAnnotations, ref _properties, ref _applicationProperties);
        Find(message, ref _messageAnnotations, ref _properties, ref _applicationProperties);
    }

    /// <summary>Writes the application properties as properties of the current object.</summary>
    public void WriteApplicationProperties(Utf8JsonWriter json)
    {
        if (!_applicationProperties.IsEmpty)
            new AmqpReader(_applicationProperties).WriteEntries(json);
    }

    /// <summary>
    /// Writes the message annotations, and the fields of the properties section that have a value, as properties of the current object.
    /// </summary>
    public void WriteSystemProperties(Utf8JsonWriter json)
    {
        if (!_messageAnnotations.IsEmpty)
            new AmqpReader(_messageAnnotations).WriteEntries(json);
        if (_properties.IsEmpty)
            return;

        var reader = new AmqpReader(_properties);
        var count = Math.Min(reader.ReadCompound(), PropertyNames.Length);
        for (var i = 0; i < count; i++)
        {
            if (reader.TryReadNull())
                continue;
            json.WritePropertyName(PropertyNames[i]);
            reader.WriteValue(json);
        }
    }

    /// <summary>Returns the body: the content of the data sections, or the single binary or string value.</summary>
    public static byte[] Body(ReadOnlySpan<byte> message)
    {
        byte[]? body = null;
        var reader = new AmqpReader(message);
        while (!reader.IsAtEnd)
        {
            var descriptor = reader.ReadDescriptor();
            var value = reader.ReadRaw();
            if (descriptor is not (Section.Data or Section.Value))
                continue;
            var content = new AmqpReader(value).ReadBytes();
            body = body is null ? content.ToArray() : [.. body, .. content];
        }

        return body ?? [];
    }

    private static void Find(
        ReadOnlySpan<byte> bytes,
        ref ReadOnlySpan<byte> messageAnnotations,
        ref ReadOnlySpan<byte> properties,
        ref ReadOnlySpan<byte> applicationProperties)
    {
        var reader = new AmqpReader(bytes);
        while (!reader.IsAtEnd)
        {
            var descriptor = reader.ReadDescriptor();
            if (descriptor is Section.Data or Section.Sequence or Section.Value)
                return;

            var value = reader.ReadRaw();
            if (descriptor == Section.MessageAnnotations)
                messageAnnotations = value;
            else if (descriptor == Section.Properties)
                properties = value;
            else if (descriptor == Section.ApplicationProperties)
                applicationProperties = value;
        }
    }

    private static class Section
    {
        public const ulong MessageAnnotations = 0x72;
        public const ulong Properties = 0x73;
        public const ulong ApplicationProperties = 0x74;
        public const ulong Data = 0x75;
        public const ulong Sequence = 0x76;
        public const ulong Value = 0x77;
    }
}
