using System.Text;
using System.Text.Json;
using LatamFunctions.Events;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// The publisher of an event that could not be stored: its property <c>source</c> (an attribute of a CloudEvent), otherwise the message's
/// property of that name. The event may be invalid in any way, so this reads it up to the first JSON error and reports no errors.
/// </summary>
internal static class DeadLetterSource
{
    /// <summary>Longest source, in UTF-16 characters; a longer one is cut.</summary>
    public const int MaxLength = 512;

    private const string Name = "source";

    /// <returns>The source without control characters, "" if none is known.</returns>
    public static string Find(ReadOnlyMemory<byte> body, MessageProperties properties) =>
        Safe(InBody(body.Span) ?? properties.Source ?? "");

    /// <summary>The source in the event, or in the first event of an array that was rejected entirely.</summary>
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
            // The rest is not JSON, or not UTF-8: the dead letter's reasons state that.
        }

        return null;
    }

    /// <summary>The value of the property of that name, or of the CloudEvents attribute.</summary>
    public static string? InProperties(IReadOnlyDictionary<string, object> properties) =>
        properties.FirstOrDefault(
            property => Name.Equals(BinaryCloudEvent.AttributeOfProperty(property.Key) ?? property.Key, StringComparison.OrdinalIgnoreCase))
            .Value?.ToString();

    /// <summary>Whole characters: half of a surrogate pair is not stored.</summary>
    private static string Safe(string source)
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
