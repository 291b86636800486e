using System.Globalization;
using System.Text.Json;

namespace LatamFunctions.Events;

/// <summary>
/// CloudEvents in binary content mode: the attributes are sent alongside the data, as application properties (AMQP binding §3.1.3.1) or
/// headers (HTTP binding §3.1.3). An envelope of them is built around the data, and the result is read like any structured CloudEvent; a
/// dead letter stores this complete event, too.
/// </summary>
internal static class BinaryCloudEvent
{
    /// <summary>
    /// The AMQP binding's, and the HTTP binding's: the Event Hub's REST API converts the headers of a request to application properties.
    /// </summary>
    private static readonly string[] PropertyPrefixes = ["cloudEvents_", "cloudEvents:", HeaderPrefix];

    /// <summary>Attributes that an error lists.</summary>
    private const int ShownAttributes = 8;

    /// <summary>The prefix of the headers of the HTTP binding.</summary>
    public const string HeaderPrefix = "ce-";

    /// <summary>The attribute that every CloudEvent has, and that distinguishes binary mode from another use of the names.</summary>
    public const string SpecVersion = "specversion";

    /// <summary>The attribute in an application property, or null.</summary>
    public static string? AttributeOfProperty(string name)
    {
        foreach (var prefix in PropertyPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return name[prefix.Length..].ToLowerInvariant();
        }

        return null;
    }

    /// <summary>The value of an attribute: header values are percent-encoded (HTTP binding §3.1.3.2).</summary>
    public static object? ValueOfProperty(string name, object? value) =>
        value is string text && name.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(text) : value;

    /// <summary>
    /// Whether the body is a complete CloudEvent, regardless of properties or headers (HTTP binding §3: the content type decides).
    /// </summary>
    public static bool IsStructured(string? contentType) =>
        contentType?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The reason why <paramref name="attributes"/> are not those of a CloudEvent, or null.</summary>
    /// <param name="attributes">The names of the attributes.</param>
    public static ValidationError? CheckAttributes(IEnumerable<string> attributes)
    {
        if (attributes.Contains(SpecVersion))
            return null;

        var shown = string.Join(", ", attributes.Order(StringComparer.Ordinal).Take(ShownAttributes).Select(Shown));
        return new ValidationError(
            SpecVersion, EventRule.Required, $"is required with {shown}: without it these attributes of a CloudEvent would be ignored");
    }

    /// <summary>Puts <paramref name="attributes"/> around <paramref name="data"/>.</summary>
    /// <param name="attributes">The attributes, including <c>specversion</c>.</param>
    /// <param name="data">One JSON value, or nothing.</param>
    /// <returns>The structured CloudEvent, or the reason why there is none.</returns>
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
