using System.Buffers;
using System.Data.SqlTypes;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LatamFunctions.Http;

namespace LatamFunctions.Responses;

/// <summary>
/// Writes values from Azure Data Explorer as JSON. The types of values depend on the data reader: a bool can be a signed byte, a decimal
/// can be a SqlDecimal, and a dynamic value can be a JSON object or text. Therefore, each value is written according to its actual type.
/// </summary>
internal static class JsonValues
{
    public static JsonEncodedText[] NamesOf(IReadOnlyList<ResponseColumn> columns) =>
        [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];

    /// <summary>Formats a time in UTC (RFC 3339), without trailing zeros in the fraction.</summary>
    public static string Text(DateTime time) => Utc(time).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes a property. Null and the empty string, which is the null value of Kusto's type string, are omitted.</summary>
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
                // JSON does not support NaN and infinity.
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

    /// <summary>Returns a JSON object or array on a single line, without formatting. Other text is unchanged.</summary>
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

    /// <summary>Writes a dynamic value: an object or an array as JSON, and any other value as a string.</summary>
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

    /// <returns>The document; <c>null</c> if the text is not a valid JSON object or array.</returns>
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
