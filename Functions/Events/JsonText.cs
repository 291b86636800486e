using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LatamFunctions.Events;

/// <summary>
/// Checks and decodes the escapes in JSON strings. Utf8JsonReader checks that escapes are well-formed, but accepts escapes for NUL and for
/// unpaired surrogates. Most methods read the raw bytes between the quotation marks of a string.
/// </summary>
internal static class JsonText
{
    /// <summary>Returns the rule that the escapes in <paramref name="raw"/> violate; <c>null</c> if the escapes are valid.</summary>
    public static EventRule? CheckEscapes(ReadOnlySpan<byte> raw)
    {
        EventRule? violated = null;
        var i = raw.IndexOf((byte)'\\');
        while (i >= 0)
        {
            var length = 2;
            if (raw[i + 1] == 'u')
            {
                length = 6;
                var unit = CodeUnit(raw, i);
                if (unit == 0)
                    return EventRule.ControlCharacter;
                if (char.IsHighSurrogate(unit) && IsLowSurrogateEscape(raw, i + 6))
                    length = 12;
                else if (char.IsSurrogate(unit))
                    violated = EventRule.Unicode;
            }

            var next = raw[(i + length)..].IndexOf((byte)'\\');
            i = next < 0 ? -1 : i + length + next;
        }

        return violated;
    }

    /// <summary>Describes the error in a string that violates <paramref name="rule"/>.</summary>
    public static string Describe(EventRule rule) => rule == EventRule.ControlCharacter
        ? "contains U+0000, which is not allowed"
        : "contains an escaped unpaired surrogate, which is not a character";

    /// <summary>Describes the first invalid byte in <paramref name="text"/>, which is not UTF-8.</summary>
    public static string DescribeInvalid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        return $"not UTF-8 at byte {at} of the event (0x{text[at]:X2}); send UTF-8";
    }

    /// <summary>Returns the number of Unicode code points in a string. An escape counts as one code point.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> raw)
    {
        var count = 0;
        for (var i = 0; i < raw.Length; count++)
        {
            if (raw[i] != '\\')
            {
                i++;
                while (i < raw.Length && (raw[i] & 0xC0) == 0x80)
                    i++;
            }
            else if (raw[i + 1] != 'u')
            {
                i += 2;
            }
            else
            {
                i += char.IsHighSurrogate(CodeUnit(raw, i)) && IsLowSurrogateEscape(raw, i + 6) ? 12 : 6;
            }
        }

        return count;
    }

    /// <summary>Whether a JSON text is valid UTF-8 and its strings and property names contain no unpaired surrogates.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static bool IsUnicode(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return false;

        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped
                && CheckEscapes(reader.ValueSpan) == EventRule.Unicode)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Decodes the escapes in <paramref name="raw"/>, which <see cref="CheckEscapes"/> must have accepted. The result is at most as long as
    /// <paramref name="raw"/>.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        var written = 0;
        for (var i = 0; i < raw.Length;)
        {
            if (raw[i] != '\\')
            {
                destination[written++] = raw[i++];
                continue;
            }

            switch (raw[i + 1])
            {
                case (byte)'u':
                    var unit = CodeUnit(raw, i);
                    i += 6;
                    var rune = char.IsHighSurrogate(unit) ? new Rune(unit, CodeUnit(raw, i)) : new Rune(unit);
                    if (char.IsHighSurrogate(unit))
                        i += 6;
                    written += rune.EncodeToUtf8(destination[written..]);
                    continue;
                case (byte)'b':
                    destination[written++] = (byte)'\b';
                    break;
                case (byte)'f':
                    destination[written++] = (byte)'\f';
                    break;
                case (byte)'n':
                    destination[written++] = (byte)'\n';
                    break;
                case (byte)'r':
                    destination[written++] = (byte)'\r';
                    break;
                case (byte)'t':
                    destination[written++] = (byte)'\t';
                    break;
                default: // A quotation mark, a backslash or a slash.
                    destination[written++] = raw[i + 1];
                    break;
            }

            i += 2;
        }

        return written;
    }

    private static bool IsLowSurrogateEscape(ReadOnlySpan<byte> raw, int at) =>
        at + 6 <= raw.Length && raw[at] == '\\' && raw[at + 1] == 'u' && char.IsLowSurrogate(CodeUnit(raw, at));

    private static char CodeUnit(ReadOnlySpan<byte> raw, int at)
    {
        var value = 0;
        for (var i = at + 2; i < at + 6; i++)
        {
            var digit = raw[i];
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return (char)value;
    }
}
