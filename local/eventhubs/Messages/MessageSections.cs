namespace LocalEventHubs.Messages;

/// <summary>
/// The positions of an encoded message's sections (OASIS AMQP 1.0, part 3, section 3.2). The immutable part, from the properties to the
/// footer, is contiguous and is stored and delivered unchanged.
/// </summary>
/// <param name="Annotations">The position of the map of message annotations, or -1 if the message has no annotations.</param>
/// <param name="Immutable">The position of the first section after the annotations, or the end of the message.</param>
internal readonly record struct MessageSections(int Annotations, int Immutable)
{
    /// <exception cref="MessageFormatException">The bytes are not a sequence of valid sections in the specified order.</exception>
    public static MessageSections Parse(ReadOnlySpan<byte> message)
    {
        var annotations = -1;
        var immutable = message.Length;
        ulong previous = 0;
        for (var position = 0; position < message.Length;)
        {
            var start = position;
            var code = EncodedValue.ReadDescriptor(message, ref position);
            Verify(message, start, position, previous, code);
            if (code == SectionCode.MessageAnnotations)
                annotations = position;
            else if (code >= SectionCode.Properties && immutable == message.Length)
                immutable = start;
            previous = code;
            position = EncodedValue.End(message, position);
        }

        return new MessageSections(annotations, immutable);
    }

    /// <summary>
    /// Finds the first data section at or after <paramref name="position"/>, and returns the position after the section, or the end of the
    /// message.
    /// </summary>
    /// <param name="content">The section's bytes, or an empty span if there is no further data section.</param>
    public static int NextData(ReadOnlySpan<byte> message, int position, out ReadOnlySpan<byte> content)
    {
        while (position < message.Length)
        {
            var code = EncodedValue.ReadDescriptor(message, ref position);
            var end = EncodedValue.End(message, position);
            if (code == SectionCode.Data)
            {
                content = EncodedValue.Content(message, position);
                return end;
            }

            position = end;
        }

        content = [];
        return position;
    }

    private static void Verify(ReadOnlySpan<byte> message, int start, int value, ulong previous, ulong code)
    {
        var isExpected = code is >= SectionCode.Header and <= SectionCode.Footer
            && (code == previous ? IsRepeatable(code) : code > previous && !(IsBody(previous) && IsBody(code)));
        if (!isExpected)
            throw new MessageFormatException($"The section 0x{code:X2} at byte {start} is unknown or misplaced.");
        if (value >= message.Length || !IsTypeOf(code, message[value]))
            throw new MessageFormatException($"The section 0x{code:X2} at byte {start} does not contain a value of its type.");
    }

    private static bool IsRepeatable(ulong code) => code is SectionCode.Data or SectionCode.Sequence;

    private static bool IsBody(ulong code) => code is SectionCode.Data or SectionCode.Sequence or SectionCode.Value;

    private static bool IsTypeOf(ulong section, byte format) => section switch
    {
        SectionCode.Value => true,
        SectionCode.Data => format is FormatCode.Binary8 or FormatCode.Binary32,
        SectionCode.Header or SectionCode.Properties or SectionCode.Sequence =>
            format is FormatCode.EmptyList or FormatCode.List8 or FormatCode.List32,
        _ => format is FormatCode.Map8 or FormatCode.Map32,
    };
}
