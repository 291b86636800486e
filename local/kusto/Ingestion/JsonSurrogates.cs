using System.Text.Json;

namespace LocalKusto.Ingestion;

/// <summary>
/// Finds strings that are valid JSON but invalid Unicode, such as <c>"\ud800"</c>, an escaped lone surrogate. The JSON reader throws an
/// exception only when it converts such a string. This check reports the string as a client error.
/// </summary>
internal static class JsonSurrogates
{
    /// <exception cref="JsonException">A string or a property name contains a lone surrogate.</exception>
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
