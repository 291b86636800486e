using System.Data;
using System.Data.SqlTypes;
using System.Globalization;
using System.Text.Json;

namespace LatamFunctions.Flights;

/// <summary>
/// Writes rows of Azure Data Explorer as JSON objects, columns in camel case. Its readers are loose with types (a bool may come
/// as a signed byte, a decimal as SqlDecimal, dynamic as a JSON library's object or as text), so values are taken as they are.
/// </summary>
internal sealed class FlightJson
{
    private readonly JsonEncodedText[] _names;

    public FlightJson(IDataRecord reader)
    {
        _names = new JsonEncodedText[reader.FieldCount];
        for (var i = 0; i < _names.Length; i++)
            _names[i] = JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(reader.GetName(i)));
    }

    /// <summary>Writes the current row. Absent values (null, and the empty string, which is Kusto's null of that type) are left out.</summary>
    public void WriteRow(Utf8JsonWriter json, IDataRecord row)
    {
        json.WriteStartObject();
        for (var i = 0; i < _names.Length; i++)
            WriteProperty(json, _names[i], row.GetValue(i), row.GetFieldType(i));
        json.WriteEndObject();
    }

    private static void WriteProperty(Utf8JsonWriter json, JsonEncodedText name, object? value, Type columnType)
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
                json.WriteString(name, time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime());
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

    /// <summary>An object or array that some JSON library holds, or its text; anything else is a plain string.</summary>
    private static void WriteDynamic(Utf8JsonWriter json, JsonEncodedText name, string text)
    {
        if (text.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                json.WritePropertyName(name);
                document.RootElement.WriteTo(json);
                return;
            }
            catch (JsonException)
            {
                // Text that merely looks like JSON.
            }
        }

        json.WriteString(name, text);
    }
}
