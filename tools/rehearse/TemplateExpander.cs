using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Rehearse;

/// <summary>
/// Expands a pipeline's templates as Azure Pipelines does before a run: parameters, <c>if</c>, <c>each</c> and template references.
/// </summary>
/// <param name="read">Returns the text of a file by its path in the repository.</param>
/// <param name="variables">The variables that are known before the run, such as Build.Reason.</param>
internal sealed partial class TemplateExpander(Func<string, string> read, IReadOnlyDictionary<string, string> variables)
{
    // The lists into which a template can be inserted. The template has the same key at its root.
    private static readonly string[] Lists = ["stages", "jobs", "steps", "variables"];

    private readonly YamlMappingNode _variables = new(
        variables.Select(pair => KeyValuePair.Create<YamlNode, YamlNode>(pair.Key, pair.Value)));

    /// <exception cref="PipelineException">A file cannot be read, or uses an undeclared name.</exception>
    public YamlMappingNode Expand(string path, IReadOnlyDictionary<string, string> arguments) =>
        ExpandFile(path, new YamlMappingNode(arguments.Select(pair => KeyValuePair.Create<YamlNode, YamlNode>(pair.Key, pair.Value))));

    private YamlMappingNode ExpandFile(string path, YamlMappingNode arguments)
    {
        var root = Load(path);
        var scope = new TemplateScope(path, Bind(path, root, arguments), _variables);
        root.Children.Remove("parameters");
        return (YamlMappingNode)ExpandNode(root, scope);
    }

    private YamlMappingNode Load(string path)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(read(path)));
            return stream.Documents[0].RootNode as YamlMappingNode ?? throw new PipelineException($"{path}: the root is not a mapping.");
        }
        catch (YamlException e)
        {
            throw new PipelineException($"{path}({e.Start.Line},{e.Start.Column}): {e.Message}");
        }
        catch (IOException e)
        {
            throw new PipelineException($"{path}: {e.Message}");
        }
    }

    private static YamlMappingNode Bind(string path, YamlMappingNode root, YamlMappingNode arguments)
    {
        var declared =
            root.Children.TryGetValue("parameters", out var list) ? ((YamlSequenceNode)list).Cast<YamlMappingNode>().ToList() : [];
        var names = declared.ConvertAll(parameter => parameter["name"]);
        if (arguments.Children.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw new PipelineException($"{path}: there is no parameter '{unknown}'.");

        var bound = new YamlMappingNode();
        foreach (var parameter in declared)
        {
            var name = parameter["name"];
            if (!arguments.Children.TryGetValue(name, out var value) && !parameter.Children.TryGetValue("default", out value))
                throw new PipelineException($"{path}: the parameter '{name}' is missing and has no default.");
            if (parameter.Children.TryGetValue("values", out var allowed) && !((YamlSequenceNode)allowed).Contains(value))
            {
                throw new PipelineException(
                    $"{path}: the parameter '{name}' cannot be '{value}', only {string.Join(", ", (YamlSequenceNode)allowed)}.");
            }
            bound.Add(name, value);
        }

        return bound;
    }

    private YamlNode ExpandNode(YamlNode node, TemplateScope scope) => node switch
    {
        YamlSequenceNode sequence => new YamlSequenceNode(ExpandItems(sequence, scope)),
        YamlMappingNode mapping => ExpandMapping(mapping, scope),
        YamlScalarNode scalar => ExpandScalar(scalar, scope),
        _ => throw new PipelineException($"{scope.File}: line {node.Start.Line} is neither a value, a list nor a mapping."),
    };

    private YamlMappingNode ExpandMapping(YamlMappingNode mapping, TemplateScope scope)
    {
        var expanded = new YamlMappingNode();
        foreach (var (key, value) in mapping.Children)
        {
            var name = ((YamlScalarNode)key).Value!;
            if (If().Match(name) is { Success: true } condition)
            {
                if (!TemplateExpression.IsTrue(TemplateExpression.Evaluate(condition.Groups[1].Value, scope)))
                    continue;
                foreach (var (inner, innerValue) in ExpandMapping((YamlMappingNode)value, scope).Children)
                    expanded.Add(inner, innerValue);
            }
            else
            {
                expanded.Add(key, ExpandNode(value, scope));
            }
        }

        return expanded;
    }

    private IEnumerable<YamlNode> ExpandItems(YamlSequenceNode sequence, TemplateScope scope)
    {
        foreach (var item in sequence)
        {
            var single = item is YamlMappingNode { Children.Count: 1 } only ? ((YamlScalarNode)only.Children[0].Key).Value! : "";
            var nodes = item switch
            {
                YamlMappingNode mapping when If().Match(single) is { Success: true } condition =>
                    TemplateExpression.IsTrue(TemplateExpression.Evaluate(condition.Groups[1].Value, scope)) ? Body(mapping, scope) : [],
                YamlMappingNode mapping when Each().Match(single) is { Success: true } loop => Repeat(mapping, loop, scope),
                YamlMappingNode mapping when mapping.Children.TryGetValue("template", out var template) =>
                    Reference(mapping, template, scope),
                _ => Splice(ExpandNode(item, scope), item),
            };
            foreach (var node in nodes)
                yield return node;
        }
    }

    // If an item consists of an expression that returns a list, the list's items replace the item.
    private static IEnumerable<YamlNode> Splice(YamlNode expanded, YamlNode source) =>
        source is YamlScalarNode && expanded is YamlSequenceNode list ? list : [expanded];

    private IEnumerable<YamlNode> Body(YamlMappingNode block, TemplateScope scope) =>
        ExpandItems((YamlSequenceNode)block.Children[0].Value, scope);

    private List<YamlNode> Repeat(YamlMappingNode block, Match loop, TemplateScope scope)
    {
        if (TemplateExpression.Evaluate(loop.Groups[2].Value, scope) is not YamlSequenceNode items)
            throw new PipelineException($"{scope.File}: each '{loop.Groups[2].Value.Trim()}' is not a list.");
        return
        [
            .. items.SelectMany(item => Body(
                block,
                scope with { Items = new Dictionary<string, YamlNode>(scope.Items) { [loop.Groups[1].Value] = item } })),
        ];
    }

    private IEnumerable<YamlNode> Reference(YamlMappingNode reference, YamlNode template, TemplateScope scope)
    {
        // A path is relative to the file that contains the reference.
        var path = new Uri(new Uri($"file:///{scope.File}"), ((YamlScalarNode)ExpandNode(template, scope)).Value).AbsolutePath[1..];
        var arguments = reference.Children.TryGetValue("parameters", out var parameters)
            ? (YamlMappingNode)ExpandNode(parameters, scope)
            : [];
        var root = ExpandFile(path, arguments);
        return Lists.Select(list => root.Find(list)).OfType<YamlSequenceNode>().FirstOrDefault()
            ?? throw new PipelineException($"{path}: the template does not contain a list of {string.Join(" or ", Lists)}.");
    }

    private static YamlNode ExpandScalar(YamlScalarNode scalar, TemplateScope scope)
    {
        var text = scalar.Value ?? "";
        return SingleExpression().Match(text) is { Success: true } expression
            ? TemplateExpression.Evaluate(expression.Groups[1].Value, scope)
            : new YamlScalarNode(Embedded().Replace(
                text,
                match => TemplateExpression.Evaluate(match.Groups[1].Value, scope) is YamlScalarNode { Value: var value }
                    ? value ?? ""
                    : throw new PipelineException($"{scope.File}: line {scalar.Start.Line} uses a list where a string is required.")));
    }

    [GeneratedRegex(@"^\$\{\{\s*if\s+(.*?)\s*\}\}$")]
    private static partial Regex If();

    [GeneratedRegex(@"^\$\{\{\s*each\s+(\w+)\s+in\s+(.*?)\s*\}\}$")]
    private static partial Regex Each();

    [GeneratedRegex(@"^\$\{\{((?:(?!\}\}).)*)\}\}$")]
    private static partial Regex SingleExpression();

    [GeneratedRegex(@"\$\{\{(.*?)\}\}")]
    private static partial Regex Embedded();
}
