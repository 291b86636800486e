using System.Text.Json;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Reads the values of declared query parameters: JSON scalars, or strings that contain KQL literals. Values are never inserted into the
/// query text.
/// </summary>
internal static class QueryParameters
{
    /// <returns><c>false</c> if the value does not have the type.</returns>
    public static bool TryRead(KustoType type, JsonElement json, out object? value)
    {
        value = null;
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                return true;
            case JsonValueKind.True or JsonValueKind.False when type == KustoType.Bool:
                value = json.GetBoolean();
                return true;
            case JsonValueKind.Number:
                return Literals.TryParse(type, json.GetRawText(), out value);
            case JsonValueKind.Object or JsonValueKind.Array when type == KustoType.Dynamic:
                value = json.GetRawText();
                return true;
            case JsonValueKind.String:
                return TryReadText(type, json.GetString()!, out value);
            default:
                return false;
        }
    }

    private static bool TryReadText(KustoType type, string text, out object? value)
    {
        if (type == KustoType.String)
        {
            value = Unquote(text);
            return true;
        }

        var trimmed = text.Trim();
        var open = trimmed.IndexOf('(');
        if (open > 0 && trimmed[^1] == ')' && Literals.Type(trimmed[..open].Trim()) is { } named)
            return Literals.TryParse(named == type ? type : named, trimmed[(open + 1)..^1].Trim(), out value)
                && (named == type || value is null);
        return Literals.TryParse(type, trimmed, out value);
    }

    /// <summary>Returns the value of a string that consists of one quoted literal. Other strings are returned unchanged.</summary>
    private static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] is not ('"' or '\'') || text[^1] != text[0])
            return text;
        try
        {
            var tokens = Lexer.Tokenize(text);
            return tokens is [{ Kind: TokenKind.String, Value: string value }, _] ? value : text;
        }
        catch (KqlException)
        {
            return text;
        }
    }
}
