using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;

namespace LocalKusto.Ingestion;

/// <summary>Converts text to the type of a column, as Kusto does on ingestion: a value that cannot be converted becomes null.</summary>
internal static class TextValue
{
    /// <summary>
    /// The maximum length of a value in bytes, as in Kusto. Longer strings are truncated, and longer dynamic values become null.
    /// </summary>
    public const int MaxLength = 1 << 20;

    /// <returns><c>false</c> if the text is not valid UTF-8.</returns>
    public static bool TryWrite(DuckDbDataChunk chunk, TargetColumn column, ReadOnlySpan<byte> text)
    {
        switch (column.Type)
        {
            case KustoType.String:
                return chunk.TrySetUtf8(column.Index, Truncate(text));
            case KustoType.Dynamic:
                return TryWriteDynamic(chunk, column.Index, text);
            case KustoType.Int when TryParseInteger(text, out var number) && number is >= int.MinValue and <= int.MaxValue:
                chunk.Set(column.Index, (int)number);
                return true;
            case KustoType.Long when TryParseInteger(text, out var number):
                chunk.Set(column.Index, number);
                return true;
            case KustoType.Real when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                chunk.Set(column.Index, number);
                return true;
            case KustoType.Decimal when KustoDecimal.TryParse(Encoding.UTF8.GetString(text)) is { } number:
                chunk.SetUtf8(column.Index, Encoding.ASCII.GetBytes(number.Encode()));
                return true;
            case KustoType.Bool when TryParseBool(text, out var flag):
                chunk.Set(column.Index, flag);
                return true;
            case KustoType.DateTime when DateTimeText.TryParse(text, out var ticks):
                chunk.Set(column.Index, ticks);
                return true;
            case KustoType.TimeSpan when TimeSpanText.TryParse(text, out var span):
                chunk.Set(column.Index, span);
                return true;
            case KustoType.Guid when TryParseGuid(text, out var guid):
                chunk.Set(column.Index, guid);
                return true;
            default:
                chunk.SetNull(column.Index);
                return true;
        }
    }

    /// <summary>Truncates the text to <see cref="MaxLength"/>, at a character boundary.</summary>
    public static ReadOnlySpan<byte> Truncate(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxLength)
            return text;
        var end = MaxLength;
        while ((text[end] & 0xC0) == 0x80)
            end--;
        return text[..end];
    }

    // JSON text is stored as the value that it represents. Other text is stored as a string.
    private static bool TryWriteDynamic(DuckDbDataChunk chunk, int column, ReadOnlySpan<byte> text)
    {
        var trimmed = text.Trim(" \t\r\n"u8);
        if (trimmed.IsEmpty || trimmed.Length > MaxLength || trimmed.SequenceEqual("null"u8))
        {
            chunk.SetNull(column);
            return true;
        }
        return IsJson(trimmed) ? chunk.TrySetUtf8(column, trimmed) : TryWriteAsJsonString(chunk, column, text);
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryWriteAsJsonString(DuckDbDataChunk chunk, int column, ReadOnlySpan<byte> text)
    {
        if (!System.Text.Unicode.Utf8.IsValid(text))
            return false;
        var escaped = JsonEncodedText.Encode(text);
        Span<byte> quoted = new byte[escaped.EncodedUtf8Bytes.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        escaped.EncodedUtf8Bytes.CopyTo(quoted[1..]);
        return chunk.TrySetUtf8(column, quoted);
    }

    /// <summary>Parses an integer, which can be written with a decimal point or an exponent.</summary>
    private static bool TryParseInteger(ReadOnlySpan<byte> text, out long value)
    {
        if (Utf8Parser.TryParse(text, out value, out var consumed) && consumed == text.Length)
            return true;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && double.IsInteger(real) && Math.Abs(real) < 1L << 53)
        {
            value = (long)real;
            return true;
        }
        value = 0;
        return false;
    }

    private static bool TryParseBool(ReadOnlySpan<byte> text, out bool value)
    {
        value = Ascii.EqualsIgnoreCase(text, "true"u8) || text.SequenceEqual("1"u8);
        return value || Ascii.EqualsIgnoreCase(text, "false"u8) || text.SequenceEqual("0"u8);
    }

    private static bool TryParseGuid(ReadOnlySpan<byte> text, out Guid value) => Guid.TryParse(text, out value);
}
