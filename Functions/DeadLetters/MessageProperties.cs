using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// The application properties of a message, in the form in which dead letters store them. The properties are converted once per message and
/// not once per dead letter, because a message can have tens of thousands of properties and many invalid events.
/// </summary>
public sealed class MessageProperties
{
    public static readonly MessageProperties None = new(ImmutableDictionary<string, object>.Empty);

    public MessageProperties(IReadOnlyDictionary<string, object> properties)
        : this(ToJson(properties), DeadLetterSource.InProperties(properties))
    {
    }

    private MessageProperties(string json, string? source) => (Json, Source) = (json, source);

    /// <summary>A JSON object of strings, truncated to the size limit of a table property.</summary>
    public string Json { get; }

    /// <summary>The publisher named in the properties, which is not validated; <c>null</c> if the properties name no publisher.</summary>
    public string? Source { get; }

    /// <summary>Creates the properties from a stored dead letter.</summary>
    internal static MessageProperties From(DeadLetterRecord record) => new(record.Properties, record.Source);

    private static string ToJson(IReadOnlyDictionary<string, object> properties)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, value) in properties)
            {
                json.WriteString(name, TextOf(value));
                if (json.BytesCommitted + json.BytesPending > DeadLetterEntities.MaxTextLength)
                    break; // The text is truncated below.
            }

            json.WriteEndObject();
        }

        return DeadLetterEntities.Truncate(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    /// <summary>Formats a value. Times use RFC 3339, which a replay of a binary CloudEvent can parse.</summary>
    private static string? TextOf(object? value) => value switch
    {
        DateTime time => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
