using System.Globalization;
using System.Text.RegularExpressions;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>parse</c>, <c>parse-where</c> and <c>parse-kv</c>. A pattern becomes a regular expression with one group per column. With
/// kind=simple, a row does not match if one of its values cannot be converted.
/// </summary>
internal static class ParseBinding
{
    private static readonly string[] Options = ["pair_delimiter", "kv_delimiter", "quote", "escape", "greedy", "regex"];

    public static TabularNode Bind(TabularBinder binder, ParseOperator parse, TabularNode input)
    {
        var context = binder.Context;
        if (parse.Kind is not ("simple" or "relaxed" or "regex"))
            throw context.Semantic(parse, "SEM0100", $"parse: the kind must be simple, relaxed or regex, not '{parse.Kind}'.");
        var source = binder.Over(input).Bind(parse.Source);
        if (source.Type is not (KustoType.String or KustoType.Dynamic))
            throw context.Semantic(parse, "SEM0100", $"parse requires a string, not a {source.Type.CslName()}.");
        var columns = parse.Parts.Where(part => part.Column is not null).ToList();
        var pattern = Pattern(parse);
        var strict = parse.Kind == "simple" ? string.Join(',', columns.Select(part => part.Type.CslName())) : "";
        CheckRegex(context, parse, pattern);

        var captures = new PlanColumn("captures", KustoType.Dynamic);
        var captured = new ProjectNode(input, [.. PlanQueries.PassThrough(input.Columns), new Assignment(
            captures, Overloads.Call("$parse", Overloads.Convert(source, KustoType.String), ConstantNode.From(pattern),
                ConstantNode.From(strict)))]);
        var filtered = parse.IsFilter ? new FilterNode(captured, Overloads.Call("isnotnull", new ColumnNode(captures)))
            : (TabularNode)captured;
        var assignments = PlanQueries.PassThrough(input.Columns).ToList();
        for (var i = 0; i < columns.Count; i++)
        {
            Place(assignments, new Column(columns[i].Column!, columns[i].Type),
                Overloads.Call("$element", new ColumnNode(captures), ConstantNode.From(i)));
        }
        return new ProjectNode(filtered, assignments);
    }

    public static TabularNode Bind(TabularBinder binder, ParseKeyValuesOperator parse, TabularNode input)
    {
        var source = Overloads.Convert(binder.Over(input).Bind(parse.Source), KustoType.String);
        if (parse.Options.Keys.FirstOrDefault(name => !Options.Contains(name)) is { } unknown)
            throw binder.Context.Unsupported(parse, $"parse-kv: the option '{unknown}'");
        var options = parse.Options.ToDictionary(option => option.Key, option => Text(binder, option.Key, option.Value));
        if (options.TryGetValue("regex", out var regex))
        {
            CheckRegex(binder.Context, parse, regex);
            if (RegexFunctions.Groups(regex) != 2)
                throw binder.Context.Semantic(parse, "SEM0100", "parse-kv: 'regex' must have two groups, the key and the value.");
        }

        var bag = new PlanColumn("pairs", KustoType.Dynamic);
        var call = Overloads.Call("$parse_kv", source, new ConstantNode(KustoType.Dynamic,
            DynamicValues.Bag(options.Select(option => KeyValuePair.Create(option.Key, DynamicValues.Quote(option.Value).Text))).Text));
        var parsed = new ProjectNode(input, [.. PlanQueries.PassThrough(input.Columns), new Assignment(bag, call)]);
        var assignments = PlanQueries.PassThrough(input.Columns).ToList();
        foreach (var column in parse.Columns)
            Place(assignments, column, Overloads.Call("$member", new ColumnNode(bag), ConstantNode.From(column.Name)));
        return new ProjectNode(parsed, assignments);
    }

    private static string Text(TabularBinder binder, string option, Expression value)
    {
        var constant = binder.OverNothing().BindConstant(value, $"parse-kv: the option '{option}'");
        return Overloads.Convert(constant, KustoType.String) is ConstantNode { Value: string text } ? text
            : throw binder.Context.Semantic(value, "SEM0100", $"parse-kv: the option '{option}' must be a constant string or bool.");
    }

    /// <summary>Adds the column, or replaces the existing column with the same name.</summary>
    private static void Place(List<Assignment> assignments, Column column, ScalarNode text)
    {
        var value = Overloads.Convert(Overloads.Convert(text, KustoType.String), column.Type);
        var assignment = new Assignment(new PlanColumn(column.Name, column.Type), value);
        var existing = assignments.FindIndex(other => other.Column.Name == column.Name);
        if (existing >= 0)
            assignments[existing] = assignment;
        else
            assignments.Add(assignment);
    }

    /// <summary>
    /// Returns the regular expression. The expression is anchored at both ends, except with kind=regex. An asterisk matches the shortest
    /// possible text. With kind=regex, a column matches as much text as possible unless the flag U is set, and groups in the pattern do not
    /// capture.
    /// </summary>
    private static string Pattern(ParseOperator parse)
    {
        var isRegex = parse.Kind == "regex";
        var number = 0;
        var parts = string.Concat(parse.Parts.Select(part => part switch
        {
            { Text: { } text } => isRegex ? $"(?:{text})" : Regex.Escape(text),
            { Column: not null } => string.Create(CultureInfo.InvariantCulture, $"(?<column{number++}>{Value(parse, part)})"),
            _ => ".*?",
        }));
        if (!isRegex)
            return $"(?s)^{parts}{(parse.Parts[^1] is { Text: null, Column: null } ? "" : "$")}";
        return $"(?n{string.Concat(parse.Flags.Where("ims".Contains).Distinct())}){parts}";
    }

    private static string Value(ParseOperator parse, ParsePart part)
    {
        var any = parse.Kind != "regex" || parse.Flags.Contains('U', StringComparison.Ordinal) ? ".*?" : ".*";
        var number = part.Type switch
        {
            KustoType.Int or KustoType.Long => @"\s*-?\d+\s*",
            KustoType.Real or KustoType.Decimal => @"\s*[-+.\deE]+\s*",
            _ => null,
        };

        // With kind=relaxed, text that is not a number becomes null.
        return number is null ? any : parse.Kind == "relaxed" ? $"{number}|{any}" : number;
    }

    private static void CheckRegex(BindingContext context, Operator parse, string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw context.Semantic(parse, "SEM0420", "parse: the pattern is not a valid regular expression.");
        }
    }
}
