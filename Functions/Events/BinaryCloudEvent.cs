using System.Globalization;
using System.Text.Json;

namespace LatamFunctions.Events;

/// <summary>
/// Converts CloudEvents in binary content mode to structured CloudEvents. In binary mode, the attributes are sent as application properties
/// (AMQP binding §3.1.3.1) or headers (HTTP binding §3.1.3), and the message body contains only the data. Events and dead letters contain
/// the structured CloudEvent.
/// </summary>
internal static class BinaryCloudEvent
{
    /// <summary>
    /// The prefixes in the AMQP binding and the HTTP binding. The Event Hubs REST API converts HTTP headers to application properties.
    /// </summary>
    private static readonly string[] PropertyPrefixes = ["cloudEvents_", "cloudEvents:", HeaderPrefix];

    /// <summary>The maximum number of attributes listed in an error.</summary>
    private const int ShownAttributes = 8;

    /// <summary>The prefix of headers in the HTTP binding.</summary>
    public const string HeaderPrefix = "ce-";

    /// <summary>
    /// An attribute that every CloudEvent contains, and that distinguishes a binary CloudEvent from other uses of the attribute names.
    /// </summary>
    public const string SpecVersion = "specversion";

    /// <summary>Returns the name of the attribute in an application property; <c>null</c> if the property is not an attribute.</summary>
    public static string? AttributeOfProperty(string name)
    {
        foreach (var prefix in PropertyPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return name[prefix.Length..].ToLowerInvariant();
        }

        return null;
    }

    /// <summary>Returns the value of an attribute. Header values are percent-decoded (HTTP binding §3.1.3.2).</summary>
    public static object? ValueOfProperty(string name, object? value) =>
        value is string text && name.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(text) : value;

    /// <summary>Whether the body is a structured CloudEvent. The content type alone determines the mode (HTTP binding §3).</summary>
    public static bool IsStructured(string? contentType) =>
        contentType?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Returns an error if <paramref name="attributes"/> are not the attributes of a CloudEvent, otherwise <c>null</c>.</summary>
    /// <param name="attributes">The names of the attributes.</param>
    public static ValidationError? CheckAttributes(IEnumerable<string> attributes)
    {
        if (attributes.Contains(SpecVersion))
            return null;

        var shown = string.Join(", ", attributes.Order(StringComparer.Ordinal).Take(ShownAttributes).Select(Shown));
        return new ValidationError(
            SpecVersion, EventRule.Required, $"is required with {shown}, because these CloudEvents attributes are ignored without it");
    }

    /// <summary>Creates a structured CloudEvent from <paramref name="attributes"/> and <paramref name="data"/>.</summary>
    /// <param name="attributes">The attributes, including <c>specversion</c>.</param>
    /// <param name="data">A JSON value; empty if the event has no data.</param>
    /// <returns>The structured CloudEvent, or an error if the data is invalid.</returns>
    public static (ReadOnlyMemory<byte> Envelope, ValidationError? Error) Wrap(
        IEnumerable<KeyValuePair<string, object?>> attributes, ReadOnlySpan<byte> data)
    {
        if (data.StartsWith("\uFEFF"u8))
            data = data[3..];
        if (CloudEventData.Check("data", data) is { } error)
            return (default, error);

        var bytes = new MemoryStream(data.Length + 512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, value) in attributes)
                Write(json, name, value);
            if (!data.IsEmpty)
            {
                json.WritePropertyName("data");
                json.WriteRawValue(data, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return (bytes.GetBuffer().AsMemory(0, (int)bytes.Length), null);
    }

    private static string Shown(string name) => ValidationError.SafeValue(System.Text.Encoding.UTF8.GetBytes(name));

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int or long or short or byte:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                json.WriteString(name, time.ToUniversalTime());
                break;
            case DateTimeOffset time:
                json.WriteString(name, time);
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
