using System.Text;
using System.Text.Json;
using LatamFunctions.Events;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// Finds the publisher of an event that could not be stored. The publisher is the event's property <c>source</c> (a CloudEvents attribute)
/// or, if the event has no such property, the message's property of the same name. The event can be invalid in any way, so the reader stops
/// at the first JSON error and reports no errors.
/// </summary>
internal static class DeadLetterSource
{
    /// <summary>The maximum length of a source, in UTF-16 characters. Longer sources are truncated.</summary>
    public const int MaxLength = 512;

    private const string Name = "source";

    /// <returns>The source without control characters; an empty string if the source is unknown.</returns>
    public static string Find(ReadOnlyMemory<byte> body, MessageProperties properties) =>
        Sanitize(InBody(body.Span) ?? properties.Source ?? "");

    /// <summary>Returns the source in the event, or in the first event of a rejected array.</summary>
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
            // The rest is not valid JSON or UTF-8. The dead letter's reasons report this error.
        }

        return null;
    }

    /// <summary>Returns the value of the message property or of the CloudEvents attribute <c>source</c>.</summary>
    public static string? InProperties(IReadOnlyDictionary<string, object> properties) =>
        properties.FirstOrDefault(
            property => Name.Equals(BinaryCloudEvent.AttributeOfProperty(property.Key) ?? property.Key, StringComparison.OrdinalIgnoreCase))
            .Value?.ToString();

    /// <summary>Removes control characters and truncates the source without splitting a surrogate pair.</summary>
    private static string Sanitize(string source)
    {
        var safe = new StringBuilder(Math.Min(source.Length, MaxLength));
        foreach (var rune in source.EnumerateRunes())
        {
            if (safe.Length + rune.Utf16SequenceLength > MaxLength)
                break;
            if (!Rune.IsControl(rune))
                safe.Append(rune.ToString());
        }

        return safe.ToString();
    }
}
