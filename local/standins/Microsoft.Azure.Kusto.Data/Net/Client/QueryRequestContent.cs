using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Kusto.Data.Common;

namespace Kusto.Data.Net.Client;

/// <summary>
/// Creates the JSON body of a query or command, with <c>db</c>, <c>csl</c> and <c>properties</c> ("Query/management HTTP request").
/// </summary>
internal static class QueryRequestContent
{
    public static HttpContent Create(string database, string text, ClientRequestProperties properties)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, database, text, properties);
        return new ByteArrayContent(buffer.GetBuffer(), 0, (int)buffer.Length)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
        };
    }

    private static void Write(Utf8JsonWriter json, string database, string text, ClientRequestProperties properties)
    {
        json.WriteStartObject();
        if (!string.IsNullOrEmpty(database))
            json.WriteString("db", database);
        json.WriteString("csl", text);
        if (properties is not null)
        {
            json.WriteStartObject("properties");
            json.WriteStartObject("Options");
            foreach (var (name, value) in properties.Options)
                WriteOption(json, name, value);
            json.WriteEndObject();
            json.WriteStartObject("Parameters");
            foreach (var (name, value) in properties.Parameters)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteOption(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int or long:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            case TimeSpan span:
                json.WriteString(name, span.ToString("c"));
                break;
            case DateTime time:
                json.WriteString(name, time);
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
