using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Rehearse;

/// <summary>
/// Evaluates template expressions, <c>${{ … }}</c>: literals, <c>parameters.x</c>, <c>variables['x']</c> and the functions that pipelines/
/// uses. Values are YAML nodes. String comparisons ignore case, as in Azure Pipelines.
/// </summary>
internal sealed partial class TemplateExpression
{
    private readonly string _text;
    private readonly TemplateScope _scope;
    private readonly List<string> _tokens;
    private int _next;

    private TemplateExpression(string text, TemplateScope scope)
    {
        (_text, _scope) = (text, scope);
        _tokens = [.. Token().Matches(text).Select(match => match.Value)];
        if (string.Concat(_tokens).Length != text.Count(c => !char.IsWhiteSpace(c)) + _tokens.Sum(token => token.Count(char.IsWhiteSpace)))
            throw Error("contains an invalid character");
    }

    public static YamlNode Evaluate(string text, TemplateScope scope)
    {
        var expression = new TemplateExpression(text.Trim(), scope);
        var value = expression.Value();
        return expression._next == expression._tokens.Count
            ? value
            : throw expression.Error($"has the unexpected token '{expression._tokens[expression._next]}'");
    }

    public static bool IsTrue(YamlNode value) =>
        value is not YamlScalarNode { Value: null or "" or "0" } and not YamlScalarNode { Value: "false" or "False" };

    private YamlNode Value()
    {
        var token = Take();
        if (token[0] == '\'')
            return new YamlScalarNode(token[1..^1].Replace("''", "'", StringComparison.Ordinal));
        if (Number().IsMatch(token) || token is "true" or "false")
            return new YamlScalarNode(token);
        if (_next < _tokens.Count && _tokens[_next] == "(")
            return Call(token);

        var value = _scope.Lookup(token) ?? throw Error($"names '{token}', which is not declared");
        while (_next < _tokens.Count && _tokens[_next] is "." or "[")
            value = Member(value);
        return value;
    }

    private YamlNode Member(YamlNode owner)
    {
        var isIndex = Take() == "[";
        var name = isIndex ? ((YamlScalarNode)Value()).Value! : Take();
        if (isIndex && Take() != "]")
            throw Error("has no ']' after an index");
        if (owner is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(name), out var value))
            return value;

        // A variable that is not known when templates are expanded is empty. A parameter must be declared.
        return ReferenceEquals(owner, _scope.Variables) ? new YamlScalarNode("") : throw Error($"names '{name}', which is not declared");
    }

    private YamlNode Call(string function)
    {
        var arguments = new List<YamlNode>();
        for (Take(); _tokens.ElementAtOrDefault(_next) != ")";)
        {
            arguments.Add(Value());
            if (_tokens.ElementAtOrDefault(_next) == ",")
                Take();
        }

        Take();
        return (function, arguments.Count) switch
        {
            ("eq", 2) => Boolean(AreEqual(arguments[0], arguments[1])),
            ("ne", 2) => Boolean(!AreEqual(arguments[0], arguments[1])),
            ("gt", 2) => Boolean(ToNumber(arguments[0]) > ToNumber(arguments[1])),
            ("and", >= 2) => Boolean(arguments.TrueForAll(IsTrue)),
            ("or", >= 2) => Boolean(arguments.Exists(IsTrue)),
            ("not", 1) => Boolean(!IsTrue(arguments[0])),
            ("lower", 1) => new YamlScalarNode(ToText(arguments[0]).ToLowerInvariant()),
            ("join", 2) when arguments[1] is YamlSequenceNode items =>
                new YamlScalarNode(string.Join(ToText(arguments[0]), items.Select(ToText))),
            _ => throw Error($"calls {function} with {arguments.Count} arguments, which is not supported"),
        };
    }

    private string Take() => _next < _tokens.Count ? _tokens[_next++] : throw Error("ends too early");

    private static bool AreEqual(YamlNode left, YamlNode right) =>
        string.Equals(ToText(left), ToText(right), StringComparison.OrdinalIgnoreCase);

    private static string ToText(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";

    private double ToNumber(YamlNode node) =>
        double.TryParse(ToText(node), CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Error($"compares '{ToText(node)}', which is not a number");

    private static YamlScalarNode Boolean(bool value) => new(value ? "true" : "false");

    private PipelineException Error(string problem) => new($"{_scope.File}: the expression '{_text}' {problem}.");

    [GeneratedRegex(@"'(?:[^']|'')*'|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|[().,\[\]]")]
    private static partial Regex Token();

    [GeneratedRegex(@"^-?\d")]
    private static partial Regex Number();
}
