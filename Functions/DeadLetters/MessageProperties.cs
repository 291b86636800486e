using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// The application properties of a message, as its dead letters need them. They are read once for each message: a message of a megabyte may
/// have tens of thousands of properties, and as many invalid events as the error limit allows.
/// </summary>
public sealed class MessageProperties
{
    /// <summary>No properties.</summary>
    public static readonly MessageProperties None = new(ImmutableDictionary<string, object>.Empty);

    public MessageProperties(IReadOnlyDictionary<string, object> properties)
        : this(ToJson(properties), DeadLetterSource.InProperties(properties))
    {
    }

    private MessageProperties(string json, string? source) => (Json, Source) = (json, source);

    /// <summary>A JSON object of strings, truncated to the size limit of a table property.</summary>
    public string Json { get; }

    /// <summary>The publisher that they name, unchecked; null if there is none.</summary>
    public string? Source { get; }

    /// <summary>The properties of a stored dead letter.</summary>
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
                    break; // the rest would be cut
            }

            json.WriteEndObject();
        }

        return DeadLetterEntities.Cut(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    /// <summary>Times as RFC 3339, which a replay of a binary CloudEvent reads again.</summary>
    private static string? TextOf(object? value) => value switch
    {
        DateTime time => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
