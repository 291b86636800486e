using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Kql.Syntax;

/// <summary>
/// Converts the content of <c>dynamic(…)</c> to JSON. In addition to JSON, the content can have strings in single quotes and literals of
/// other types. Datetimes and GUIDs become strings, and timespans become ticks.
/// </summary>
internal static class DynamicLiteral
{
    /// <returns>The JSON, or <c>null</c> if the content is invalid.</returns>
    public static string? ToJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 256 });
            return document.RootElement.GetRawText();
        }
        catch (JsonException)
        {
            return FromTokens(text);
        }
    }

    private static string? FromTokens(string text)
    {
        var json = new StringBuilder();
        try
        {
            foreach (var token in Lexer.Tokenize(text).SkipLast(1))
            {
                if (Part(token, text) is not { } part)
                    return null;
                json.Append(part);
            }

            using var document = JsonDocument.Parse(json.ToString(), new JsonDocumentOptions { MaxDepth = 256 });
            return document.RootElement.GetRawText();
        }
        catch (Exception e) when (e is KqlException or JsonException)
        {
            return null;
        }
    }

    private static string? Part(Token token, string text) => token.Kind switch
    {
        TokenKind.String => DynamicValues.Quote((string)token.Value!).Text,
        TokenKind.Long => ((long)token.Value!).ToString(CultureInfo.InvariantCulture),
        TokenKind.Real => DynamicValues.From((double)token.Value!).Text,
        TokenKind.TimeSpan => ((TimeSpan)token.Value!).Ticks.ToString(CultureInfo.InvariantCulture),
        TokenKind.TypedLiteral => Literals.Type(token.Text) is { } type && Literals.TryParse(type, (string)token.Value!, out var value)
            ? Json(value) : null,
        _ => text[token.Start..token.End],
    };

    private static string Json(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        int or long => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        double number => DynamicValues.From(number).Text,
        TimeSpan span => span.Ticks.ToString(CultureInfo.InvariantCulture),
        DateTime time => DynamicValues.Quote(TextConversions.Text(time)).Text,
        string json => json,
        _ => DynamicValues.Quote(value.ToString()!).Text,
    };
}
