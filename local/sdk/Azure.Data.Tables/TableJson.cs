using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>Entities as OData JSON: a value whose type JSON cannot tell has its Edm type beside it.</summary>
internal static class TableJson
{
    public static byte[] WriteTableName(string name) => Write(json => json.WriteString("TableName", name));

    public static byte[] Write(ITableEntity entity) => Write(json =>
    {
        foreach (var (name, value) in Values(entity))
        {
            if (name is "odata.etag" or "Timestamp")
                continue;
            WriteProperty(json, name, value);
        }
    });

    public static T ReadEntity<T>(BinaryData content)
        where T : class, ITableEntity
    {
        using var document = JsonDocument.Parse(content);
        return Read<T>(document.RootElement);
    }

    public static List<T> ReadEntities<T>(BinaryData content)
        where T : class, ITableEntity
    {
        using var document = JsonDocument.Parse(content);
        return document.RootElement.GetProperty("value").EnumerateArray().Select(Read<T>).ToList();
    }

    private static IDictionary<string, object> Values(ITableEntity entity) => entity as IDictionary<string, object>
        ?? throw new NotSupportedException($"This stand-in writes {nameof(TableEntity)} only, not {entity.GetType().Name}.");

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteProperty(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                json.WriteString(name, text);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case long number:
                Typed(json, name, "Edm.Int64", number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                Typed(json, name, "Edm.Double", number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case Guid guid:
                Typed(json, name, "Edm.Guid", guid.ToString());
                break;
            case DateTimeOffset time:
                Typed(json, name, "Edm.DateTime", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                Typed(json, name, "Edm.DateTime", time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                Typed(json, name, "Edm.Binary", Convert.ToBase64String(bytes));
                break;
            case BinaryData data:
                Typed(json, name, "Edm.Binary", Convert.ToBase64String(data.ToMemory().Span));
                break;
            default:
                throw new NotSupportedException($"The property '{name}' has the type {value.GetType().Name}, which a table cannot hold.");
        }
    }

    private static void Typed(Utf8JsonWriter json, string name, string type, string value)
    {
        json.WriteString(name + "@odata.type", type);
        json.WriteString(name, value);
    }

    private static T Read<T>(JsonElement element)
        where T : class, ITableEntity
    {
        if (typeof(T) != typeof(TableEntity))
            throw new NotSupportedException($"This stand-in reads {nameof(TableEntity)} only, not {typeof(T).Name}.");
        var entity = new TableEntity();
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.EndsWith("@odata.type", StringComparison.Ordinal) || property.Name == "odata.metadata")
                continue;
            var type = property.Name == "Timestamp"
                ? "Edm.DateTime"
                : element.TryGetProperty(property.Name + "@odata.type", out var declared) ? declared.GetString() : null;
            entity[property.Name] = Value(property.Value, type);
        }

        return (T)(object)entity;
    }

    private static object Value(JsonElement value, string type) => type switch
    {
        "Edm.Int64" => long.Parse(value.GetString(), CultureInfo.InvariantCulture),
        "Edm.Double" => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.Parse(value.GetString(), CultureInfo.InvariantCulture),
        "Edm.Guid" => value.GetGuid(),
        "Edm.DateTime" => value.GetDateTimeOffset(),
        "Edm.Binary" => value.GetBytesFromBase64(),
        _ => Untyped(value),
    };

    /// <summary>Where JSON's own type tells enough the service names none: strings, flags, Int32, and doubles with a fraction.</summary>
    private static object Untyped(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetInt32(out var number):
                return number;
            case JsonValueKind.Number:
                return value.GetDouble();
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean();
            case JsonValueKind.Null:
                return null;
            default:
                return value.GetString();
        }
    }
}
