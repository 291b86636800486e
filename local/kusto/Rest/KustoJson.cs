using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;

namespace LocalKusto.Rest;

/// <summary>Writes values in the format of Kusto's protocol.</summary>
internal static class KustoJson
{
    /// <summary>Writes a value of a query's result, read from DuckDB's memory.</summary>
    public static void Write(Utf8JsonWriter json, KustoType type, in DuckDbVector vector, int row)
    {
        if (vector.IsNull(row))
        {
            WriteNull(json, type);
            return;
        }
        switch (type)
        {
            case KustoType.Bool:
                json.WriteBooleanValue(vector.GetBoolean(row));
                break;
            case KustoType.Int or KustoType.Long:
                json.WriteNumberValue(vector.GetInt64(row));
                break;
            case KustoType.Real:
                WriteReal(json, vector.GetDouble(row));
                break;
            case KustoType.Decimal:
                json.WriteStringValue(KustoDecimal.Decode(vector.GetUtf8(row)).ToString());
                break;
            case KustoType.String:
                json.WriteStringValue(vector.GetUtf8(row));
                break;
            case KustoType.DateTime when vector.GetInt64(row) is var ticks && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks:
                WriteDateTime(json, new DateTime(ticks, DateTimeKind.Utc));
                break;
            case KustoType.DateTime:
                json.WriteNullValue();
                break;
            case KustoType.TimeSpan:
                WriteTimeSpan(json, new TimeSpan(vector.GetInt64(row)));
                break;
            case KustoType.Guid:
                json.WriteStringValue(vector.GetGuid(row));
                break;
            default:
                WriteDynamic(json, vector.GetUtf8(row));
                break;
        }
    }

    /// <summary>Writes a value of a command's result.</summary>
    public static void Write(Utf8JsonWriter json, KustoType type, object? value)
    {
        switch (value)
        {
            case null:
                WriteNull(json, type);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                WriteReal(json, number);
                break;
            case decimal number:
                json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case DateTime at:
                WriteDateTime(json, at);
                break;
            case TimeSpan span:
                WriteTimeSpan(json, span);
                break;
            case Guid guid:
                json.WriteStringValue(guid);
                break;
            case string text when type == KustoType.Dynamic:
                json.WriteRawValue(text);
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }

    /// <summary>Writes a time with seven decimal places, or without decimal places if all of them are zero.</summary>
    public static void WriteDateTime(Utf8JsonWriter json, DateTime utc)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(DateTime.SpecifyKind(utc, DateTimeKind.Utc), text, out var length, 'O');
        if (utc.Ticks % TimeSpan.TicksPerSecond == 0)
        {
            const int WithoutFraction = 19; // yyyy-MM-ddTHH:mm:ss
            text[WithoutFraction] = (byte)'Z';
            length = WithoutFraction + 1;
        }
        json.WriteStringValue(text[..length]);
    }

    private static void WriteNull(Utf8JsonWriter json, KustoType type)
    {
        // Kusto does not have null strings.
        if (type == KustoType.String)
            json.WriteStringValue(""u8);
        else
            json.WriteNullValue();
    }

    // A whole number is written with a decimal point, for example 3.0.
    private static void WriteReal(Utf8JsonWriter json, double value)
    {
        if (!double.IsFinite(value))
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            return;
        }
        Span<byte> text = stackalloc byte[40];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        if (text[..length].IndexOfAny((byte)'.', (byte)'E') < 0)
        {
            ".0"u8.CopyTo(text[length..]);
            length += 2;
        }
        json.WriteRawValue(text[..length], skipInputValidation: true);
    }

    private static void WriteTimeSpan(Utf8JsonWriter json, TimeSpan value)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, "c", CultureInfo.InvariantCulture);
        json.WriteStringValue(text[..length]);
    }

    // Dynamic values are validated when they are created. A value that is not valid JSON is written as a string.
    private static void WriteDynamic(Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            json.WriteNullValue();
        else if (text[0] is (byte)'{' or (byte)'[' or (byte)'"' or (byte)'-' || char.IsAsciiDigit((char)text[0])
                 || text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8) || text.SequenceEqual("null"u8))
            json.WriteRawValue(text, skipInputValidation: true);
        else
            json.WriteStringValue(text);
    }
}
