using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// The first token of a dynamic value, for the conversions to other types. It is read in place, whereas a <see cref="JsonElement"/> copies
/// the text.
/// </summary>
/// <param name="Kind">The kind; an object or an array has no further value.</param>
/// <param name="Whole">The number as a long; null if it is not one.</param>
/// <param name="Real">The number.</param>
/// <param name="Text">The string.</param>
internal readonly record struct JsonScalar(JsonValueKind Kind, long? Whole = null, double Real = 0, string Text = "")
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>Reads the first token of a dynamic value.</summary>
    /// <param name="json">Valid JSON, as all dynamic values are.</param>
    public static JsonScalar Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt64(out var whole) => new(JsonValueKind.Number, whole, reader.GetDouble()),
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
