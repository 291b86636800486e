using System.Globalization;
using System.Text.Json;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>Creates and converts constants at compile time.</summary>
internal static class Constants
{
    /// <summary>Parses the default value of a built-in function's parameter: a number, bool, string, timespan or <c>type(…)</c>.</summary>
    public static ConstantNode Parse(string text)
    {
        var tokens = Lexer.Tokenize(text);
        var sign = tokens[0].Is("-") ? -1 : 1;
        var token = tokens[sign < 0 ? 1 : 0];
        return token.Kind switch
        {
            TokenKind.Long => ConstantNode.From(sign * (long)token.Value!),
            TokenKind.String => ConstantNode.From((string)token.Value!),
            TokenKind.TimeSpan => new ConstantNode(KustoType.TimeSpan, token.Value),
            TokenKind.TypedLiteral when Literals.Type(token.Text) is { } type
                && Literals.TryParse(type, (string)token.Value!, out var value) => new ConstantNode(type, value),
            _ => ConstantNode.From(token.Is("true")),
        };
    }

    /// <summary>Converts a literal to another type. Returns <c>null</c> if only the database can convert the literal.</summary>
    public static ConstantNode? Convert(ConstantNode constant, KustoType type) => (constant.Value, type) switch
    {
        (null, _) => ConstantNode.Null(type),
        (int value, KustoType.Long) => ConstantNode.From((long)value),
        (int value, KustoType.Real) => new ConstantNode(type, (double)value),
        (int value, KustoType.Decimal) => new ConstantNode(type, KustoDecimal.From((long)value)),
        (long value, KustoType.Int) => new ConstantNode(type, unchecked((int)value)),
        (long value, KustoType.Real) => new ConstantNode(type, (double)value),
        (long value, KustoType.Decimal) => new ConstantNode(type, KustoDecimal.From(value)),
        (double value, KustoType.Decimal) => KustoDecimal.From(value) is { } number ? new ConstantNode(type, number)
            : ConstantNode.Null(type),
        (bool value, KustoType.String) => ConstantNode.From(value ? "True" : "False"),
        (int or long, KustoType.String) => ConstantNode.From(System.Convert.ToString(constant.Value, CultureInfo.InvariantCulture)!),
        (double value, KustoType.String) => ConstantNode.From(TextConversions.Text(value)),
        (DateTime value, KustoType.String) => ConstantNode.From(TextConversions.Text(value)),
        (TimeSpan value, KustoType.String) => ConstantNode.From(TextConversions.Text(value)),
        (Guid value, KustoType.String) => ConstantNode.From(value.ToString()),
        (KustoDecimal value, KustoType.String) => ConstantNode.From(value.ToString()),
        (string value, KustoType.Dynamic) when constant.Type == KustoType.String => new ConstantNode(type, DynamicValues.Quote(value).Text),
        (bool value, KustoType.Dynamic) => new ConstantNode(type, value ? "true" : "false"),
        (int or long, KustoType.Dynamic) => new ConstantNode(type, System.Convert.ToString(constant.Value, CultureInfo.InvariantCulture)),
        (double value, KustoType.Dynamic) => new ConstantNode(type, DynamicValues.From(value).Text),
        (DateTime value, KustoType.Dynamic) => new ConstantNode(type, DynamicValues.Quote(TextConversions.Text(value)).Text),
        (TimeSpan value, KustoType.Dynamic) => new ConstantNode(type, DynamicValues.Quote(TextConversions.Text(value)).Text),
        (Guid value, KustoType.Dynamic) => new ConstantNode(type, DynamicValues.Quote(value.ToString()).Text),
        _ => null,
    };

    /// <summary>
    /// Returns the elements of a dynamic array literal, each with its own type, or <c>null</c> if the literal is not an array.
    /// </summary>
    public static IReadOnlyList<ConstantNode>? Elements(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind != JsonValueKind.Array ? null : [.. document.RootElement.EnumerateArray().Select(Element)];
    }

    private static ConstantNode Element(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetInt64(out var integer) => ConstantNode.From(integer),
        JsonValueKind.Number => new ConstantNode(KustoType.Real, element.GetDouble()),
        JsonValueKind.True or JsonValueKind.False => ConstantNode.From(element.GetBoolean()),
        JsonValueKind.Null => ConstantNode.Null(KustoType.String),
        _ => ConstantNode.From(DynamicValues.Text(element)),
    };
}
