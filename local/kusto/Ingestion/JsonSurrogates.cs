using System.Text.Json;

namespace LocalKusto.Ingestion;

/// <summary>
/// Finds strings that are legal JSON but not text: <c>"\ud800"</c> escapes half of a character. The JSON reader would report them only when
/// a string is converted; this check reports them as a client's error.
/// </summary>
internal static class JsonSurrogates
{
    /// <exception cref="JsonException">A string or a property name escapes half of a character.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0)
            return;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
                continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException($"The string at byte {reader.TokenStartIndex} contains an unpaired surrogate.", e);
            }
        }
    }
}
