using System.Text;
using System.Text.Json.Nodes;

namespace Pipelines.Tests.Chat;

/// <summary>
/// Evaluates the expressions in a Logic App's definition: strings with <c>@{…}</c> or <c>@…</c>, calls to the functions that the workflow
/// uses, and property access (learn.microsoft.com/azure/logic-apps/workflow-definition-language-functions-reference).
/// </summary>
/// <param name="functions">The functions that return the workflow's data: <c>triggerBody</c>, <c>outputs</c>, <c>parameters</c>.</param>
internal sealed class WorkflowExpression(IReadOnlyDictionary<string, Func<string, JsonNode?>> functions)
{
    private string _text = "";
    private int _at;

    /// <summary>Returns a copy of a part of the definition in which every string is evaluated.</summary>
    public JsonNode? Evaluate(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Evaluate(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Evaluate)]),
        JsonValue value when value.TryGetValue<string>(out var text) => Evaluate(text),
        _ => node?.DeepClone(),
    };

    private JsonNode? Evaluate(string text)
    {
        if (text.StartsWith('@') && !text.StartsWith("@{", StringComparison.Ordinal))
        {
            (_text, _at) = (text, 1);
            return Expression()?.DeepClone();
        }

        var result = new StringBuilder();
        for (var start = 0; ;)
        {
            var next = text.IndexOf("@{", start, StringComparison.Ordinal);
            result.Append(text.AsSpan(start, (next < 0 ? text.Length : next) - start));
            if (next < 0)
                return result.ToString();

            (_text, _at) = (text, next + 2);
            result.Append(Text(Expression()));
            Expect('}');
            start = _at;
        }
    }

    /// <summary>Parses a quoted string, or a function call with property access to its result.</summary>
    private JsonNode? Expression()
    {
        if (_text[_at] == '\'')
            return Quoted();

        var name = Name();
        Expect('(');
        var arguments = new List<JsonNode?>();
        while (_text[_at] != ')')
        {
            arguments.Add(Expression());
            while (_text[_at] is ',' or ' ')
                _at++;
        }

        Expect(')');
        var value = Call(name, arguments);
        while (_text[_at..] is ['?', '[', ..] or ['[', ..])
        {
            _at += _text[_at] == '?' ? 2 : 1;
            var property = Quoted();
            Expect(']');
            value = (value as JsonObject)?[property];
        }

        return value;
    }

    private JsonNode? Call(string name, List<JsonNode?> arguments) => name switch
    {
        "coalesce" => arguments.Find(argument => argument is not null),
        "replace" => Text(arguments[0]).Replace(Text(arguments[1]), Text(arguments[2]), StringComparison.Ordinal),
        "equals" => JsonNode.DeepEquals(arguments[0], arguments[1]),
        "if" => arguments[0]!.GetValue<bool>() ? arguments[1] : arguments[2],
        _ when functions.TryGetValue(name, out var function) => function(arguments.Count == 0 ? "" : Text(arguments[0])),
        _ => throw new NotSupportedException($"The function {name} is not supported."),
    };

    private string Name()
    {
        var start = _at;
        while (char.IsLetterOrDigit(_text[_at]))
            _at++;
        return _text[start.._at];
    }

    private string Quoted()
    {
        Expect('\'');
        var end = _text.IndexOf('\'', _at);
        var value = _text[_at..end];
        _at = end + 1;
        return value;
    }

    private void Expect(char expected)
    {
        if (_text[_at] != expected)
            throw new FormatException($"'{expected}' is missing at {_at} of {_text}");
        _at++;
    }

    private static string Text(JsonNode? node) => node is null ? "" : node.ToString();
}
