using System.Text.Json;
using LatamFunctions.Events;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// The publisher of an event that could not be stored: its property <c>source</c> (an attribute of a CloudEvent), else the message's
/// property of that name. The event may be invalid in any way, so this reads as far as it is JSON and reports nothing.
/// </summary>
internal static class DeadLetterSource
{
    /// <summary>Longest source, in UTF-16 characters; a longer one is cut.</summary>
    public const int MaxLength = 512;

    private const string Name = "source";

    /// <returns>The source without control characters, "" if none is known.</returns>
    public static string Find(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, object> properties) => Safe(InBody(body.Span) ?? InProperties(properties) ?? "");

    /// <summary>In the event, or in the first event of an array that was rejected as a whole.</summary>
    private static string? InBody(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body.StartsWith("\uFEFF"u8) ? body[3..] : body);
        var eventDepth = 1;
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.StartArray, CurrentDepth: 0 })
                    eventDepth = 2;
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != eventDepth || !reader.ValueTextEquals(Name))
                    continue;
                if (reader.Read() && reader.TokenType == JsonTokenType.String)
                    return reader.GetString();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON from here on, or not UTF-8: the letter's faults say so.
        }

        return null;
    }

    private static string? InProperties(IReadOnlyDictionary<string, object> properties) =>
        properties.FirstOrDefault(property => Name.Equals(BinaryCloudEvent.AttributeOfProperty(property.Key) ?? property.Key, StringComparison.OrdinalIgnoreCase))
            .Value?.ToString();

    private static string Safe(string source) =>
        string.Concat(source.Where(character => !char.IsControl(character)).Take(MaxLength));
}
