using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// The first token of a dynamic value, for conversions to other types. The token is read in place, without the copy of the text that a
/// <see cref="JsonElement"/> requires.
/// </summary>
/// <param name="Kind">The kind of the value. For an object or an array, only the kind is set.</param>
/// <param name="Integer">The number as a long, or <c>null</c> if the value is not an integer in the range of long.</param>
/// <param name="Real">The number as a double.</param>
/// <param name="Text">The value of a string.</param>
internal readonly record struct JsonScalar(JsonValueKind Kind, long? Integer = null, double Real = 0, string Text = "")
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>Reads the first token of a dynamic value.</summary>
    /// <param name="json">The dynamic value, which is always valid JSON.</param>
    public static JsonScalar Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt64(out var integer) => new(JsonValueKind.Number, integer, reader.GetDouble()),
            JsonTokenType.Number => new(JsonValueKind.Number, null, reader.GetDouble()),
            JsonTokenType.String => new(JsonValueKind.String, Text: reader.GetString()!),
            JsonTokenType.True => new(JsonValueKind.True),
            JsonTokenType.False => new(JsonValueKind.False),
            JsonTokenType.StartObject => new(JsonValueKind.Object),
            JsonTokenType.StartArray => new(JsonValueKind.Array),
            _ => new(JsonValueKind.Null),
        };
    }
}
