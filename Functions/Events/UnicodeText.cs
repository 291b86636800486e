using System.Text;

namespace LatamFunctions.Events;

/// <summary>
/// Converts messages in UTF-16 or UTF-32, which some platforms write by default, to UTF-8, which JSON requires (RFC 8259 §8.1). JSON starts
/// with an ASCII character and never contains NUL, so the zeros among the first four bytes identify the encoding even without a byte order
/// mark.
/// </summary>
internal static class UnicodeText
{
    private const int ProbeBytes = 4;
    private const int BufferBytes = 16 * 1024;

    /// <summary>Converts <paramref name="text"/> to UTF-8. UTF-8 is returned unchanged, without copying.</summary>
    /// <param name="text">The decompressed message.</param>
    /// <param name="maxBytes">The maximum size of the text in UTF-8.</param>
    /// <returns>The text in UTF-8, or an error if the text is invalid or too large.</returns>
    public static (ReadOnlyMemory<byte> Text, ValidationError? Error) ToUtf8(ReadOnlyMemory<byte> text, int maxBytes)
    {
        if (EncodingOf(text.Span) is not { } encoding)
            return (text, null);

        // Events are mostly ASCII, so UTF-8 usually requires half the size. The stream grows for other text.
        var utf8 = new MemoryStream(Math.Min(text.Length / 2, maxBytes));
        try
        {
            using var transcoding = Encoding.CreateTranscodingStream(text.OpenRead(), encoding, Encoding.UTF8);
            var buffer = new byte[BufferBytes];
            for (var read = transcoding.Read(buffer); read > 0; read = transcoding.Read(buffer))
            {
                if (utf8.Length + read > maxBytes)
                    return Invalid(EventRule.Size, $"the message has more than {maxBytes} bytes in UTF-8, which is the limit");
                utf8.Write(buffer.AsSpan(0, read));
            }
        }
        catch (DecoderFallbackException)
        {
            return Invalid(EventRule.Unicode, $"the message is not valid {encoding.WebName}; send UTF-8");
        }

        return (utf8.GetBuffer().AsMemory(0, (int)utf8.Length), null);
    }

    private static (ReadOnlyMemory<byte> Text, ValidationError? Error) Invalid(EventRule rule, string detail) =>
        (default, new ValidationError(ValidationError.WholeEvent, rule, detail));

    private static Encoding? EncodingOf(ReadOnlySpan<byte> text) => text.Length < ProbeBytes ? null : text[..ProbeBytes] switch
    {
        [0xFF, 0xFE, 0, 0] or [not 0, 0, 0, 0] => new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0, 0, 0xFE, 0xFF] or [0, 0, 0, not 0] => new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0xFF, 0xFE, ..] or [not 0, 0, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        [0xFE, 0xFF, ..] or [0, not 0, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => null,
    };
}
