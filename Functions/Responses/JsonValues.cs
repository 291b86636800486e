using System.Buffers;
using System.Data.SqlTypes;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LatamFunctions.Http;

namespace LatamFunctions.Responses;

/// <summary>
/// Writes values of Azure Data Explorer as JSON. Its readers vary in types (a bool may be returned as a signed byte, a decimal as
/// SqlDecimal, dynamic as a JSON library's object or as text), so each value is written by its actual type.
/// </summary>
internal static class JsonValues
{
    public static JsonEncodedText[] NamesOf(IReadOnlyList<Column> columns) =>
        [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];

    /// <summary>Formats a time by RFC 3339, in UTC, with as many digits as the value has.</summary>
    public static string Text(DateTime time) => Utc(time).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Absent values (null, and the empty string, which is Kusto's null of that type) are omitted.</summary>
    public static void WriteProperty(Utf8JsonWriter json, JsonEncodedText name, object? value, Type columnType)
    {
        switch (value)
        {
            case null or DBNull or "" or SqlDecimal { IsNull: true }:
                break;
            case bool b:
                json.WriteBoolean(name, b);
                break;
            case sbyte b when columnType == typeof(sbyte) || columnType == typeof(bool):
                json.WriteBoolean(name, b != 0);
                break;
            case sbyte or byte or short or int or long:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double d:
                // JSON has no NaN and no infinity.
                if (double.IsFinite(d))
                    json.WriteNumber(name, d);
                else
                    json.WriteString(name, d.ToString(CultureInfo.InvariantCulture));
                break;
            case decimal d:
                json.WriteNumber(name, d);
                break;
            case SqlDecimal d:
                json.WritePropertyName(name);
                json.WriteRawValue(d.ToString());
                break;
            case DateTime time:
                json.WriteString(name, Utc(time));
                break;
            case TimeSpan span:
                json.WriteString(name, span.ToString("c", CultureInfo.InvariantCulture));
                break;
            case Guid guid:
                json.WriteString(name, guid);
                break;
            case string text when columnType != typeof(object):
                json.WriteString(name, text);
                break;
            default:
                WriteDynamic(json, name, value.ToString() ?? "");
                break;
        }
    }

    private static DateTime Utc(DateTime time) =>
        time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime();

    /// <summary>
    /// Writes an object or array on one line, even if its library formats it over several; other text is unchanged.
    /// </summary>
    public static string OneLine(string text)
    {
        using var document = Parse(text);
        if (document is null)
            return text;

        var bytes = new ArrayBufferWriter<byte>(text.Length);
        using (var json = new Utf8JsonWriter(bytes, ResponseJson.Options))
            document.RootElement.WriteTo(json);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>An object or array of a JSON library, or its text; anything else is a plain string.</summary>
    private static void WriteDynamic(Utf8JsonWriter json, JsonEncodedText name, string text)
    {
        using var document = Parse(text);
        if (document is null)
        {
            json.WriteString(name, text);
            return;
        }

        json.WritePropertyName(name);
        document.RootElement.WriteTo(json);
    }

    /// <returns>Null for text that is not an object or array, even if it looks like one.</returns>
    private static JsonDocument? Parse(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
            return null;

        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
