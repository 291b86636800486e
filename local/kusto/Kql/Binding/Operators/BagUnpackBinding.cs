using System.Text.Json;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>evaluate bag_unpack(column, prefix, columnsConflict, ignoredProperties)</c>, which creates a column for each property of the
/// bags in a column. The type of the new column is the type of the property's values, or dynamic if the values have different types.
/// </summary>
internal static class BagUnpackBinding
{
    private static readonly string[] Parameters = ["Column", "OutputColumnPrefix", "columnsConflict", "ignoredProperties"];

    public static TabularNode Bind(TabularBinder binder, EvaluateOperator evaluate, TabularNode input)
    {
        var context = binder.Context;
        var arguments = Arguments(context, evaluate);
        var row = binder.Over(input);
        if (arguments[0] is not { } first || row.Bind(first) is not ColumnNode { Type: KustoType.Dynamic, Column: var bag })
            throw context.Semantic(evaluate, "SEM0100", "bag_unpack(): the first argument must be a dynamic column.");
        var prefix = Text(row, arguments[1], "the prefix");
        var conflict = Text(row, arguments[2], "columnsConflict") is { Length: > 0 } option ? option : "error";
        if (conflict is not ("error" or "replace_source" or "keep_source"))
            throw context.Semantic(evaluate, "SEM0100",
                $"bag_unpack(): columnsConflict must be error, replace_source or keep_source, not '{conflict}'.");

        var source = input.Columns.Where(column => column != bag).ToList();
        var properties = evaluate.Schema is { } schema
            ? schema.Columns.Where(column => schema.KeepsSource || source.TrueForAll(other => other.Name != column.Name))
                .Select(column => (Property: column.Name[(column.Name.StartsWith(prefix, StringComparison.Ordinal) ? prefix.Length : 0)..],
                    column.Type))
            : Found(context, evaluate, input, bag).Where(property => !Ignored(row, arguments[3]).Contains(property.Property));
        var columns = PlanQueries.PassThrough(source).ToList();
        foreach (var (property, type) in properties)
        {
            var name = prefix + property;
            var assignment = new Assignment(new PlanColumn(name, type), Value(bag, property, type));
            var existing = columns.FindIndex(column => column.Column.Name == name);
            if (existing < 0)
                columns.Add(assignment);
            else if (conflict == "error")
                throw context.Semantic(evaluate, "SEM0100",
                    $"bag_unpack(): the column '{name}' already exists. Use a prefix or columnsConflict.");
            else if (conflict == "replace_source")
                columns[existing] = assignment;
        }

        var unpacked = new ProjectNode(input, columns);
        return evaluate.Schema is { KeepsSource: false } declared
            ? ProjectNode.Select(unpacked, declared.Columns.Select(column => unpacked.Columns.First(found => found.Name == column.Name)))
            : unpacked;
    }

    private static ScalarNode Value(PlanColumn bag, string property, KustoType type)
    {
        var value = Overloads.Call("$member", new ColumnNode(bag), ConstantNode.From(property));
        return Overloads.Convert(value, type);
    }

    /// <summary>Returns the properties that exist in the data, ordered by name.</summary>
    private static IEnumerable<(string Property, KustoType Type)> Found(BindingContext context, EvaluateOperator evaluate,
        TabularNode input, PlanColumn bag)
    {
        var element = new PlanColumn("element", KustoType.Dynamic);
        var bags = new ProjectNode(input, [new Assignment(bag, new ColumnNode(bag))]);
        var elements = new ExpandNode(bags, [element], [], [new Assignment(element, new ColumnNode(bag))], null, null, BagAsArray: true);
        var (name, type) = (new PlanColumn("name", KustoType.String), new PlanColumn("type", KustoType.String));
        var types = new DistinctNode(new ProjectNode(elements,
        [
            new Assignment(name, Overloads.Convert(Overloads.Call("$element", new ColumnNode(element), ConstantNode.From(0)),
                KustoType.String)),
            new Assignment(type, Overloads.Call("gettype", Overloads.Call("$element", new ColumnNode(element), ConstantNode.From(1)))),
        ]));
        return EvaluateBinding.Probe(context, evaluate, types)
            .GroupBy(row => row[0], row => row[1])
            .Where(property => property.Key.Length > 0)
            .OrderBy(property => property.Key, StringComparer.Ordinal)
            .Select(property => (property.Key, TypeOf([.. property.Where(one => one is not ("null" or "")).Distinct()])));
    }

    private static KustoType TypeOf(IReadOnlyList<string> types) => types is [var one] && KustoTypeNames.TryParse(one, out var type) ? type
        : KustoType.Dynamic;

    private static HashSet<string> Ignored(ScalarBinder row, Expression? expression)
    {
        if (expression is null)
            return [];
        using var names = JsonDocument.Parse(row.BindConstant(expression, "ignoredProperties of bag_unpack()").Value as string ?? "[]");
        return names.RootElement.ValueKind == JsonValueKind.Array
            ? [.. names.RootElement.EnumerateArray().Select(Runtime.DynamicValues.Text)]
            : throw row.Context.Semantic(expression, "SEM0100", "bag_unpack(): ignoredProperties must be a dynamic array of names.");
    }

    private static string Text(ScalarBinder row, Expression? expression, string argument) =>
        expression is null ? "" : row.BindConstant(expression, $"{argument} of bag_unpack()").Value as string
            ?? throw row.Context.Semantic(expression, "SEM0100", $"bag_unpack(): {argument} must be a string.");

    /// <summary>Returns the arguments by parameter: positional arguments first, followed by named arguments.</summary>
    private static Expression?[] Arguments(BindingContext context, EvaluateOperator evaluate)
    {
        var argumentsByParameter = new Expression?[Parameters.Length];
        for (var i = 0; i < evaluate.Plugin.Arguments.Count; i++)
        {
            var argument = evaluate.Plugin.Arguments[i];
            var place = argument.Name is null ? i : Array.IndexOf(Parameters, argument.Name);
            if (place < 0 || place >= argumentsByParameter.Length)
                throw context.Semantic(argument.Value, "SEM0100",
                    $"bag_unpack() does not accept the argument '{argument.Name}' at this position.");
            argumentsByParameter[place] = argument.Value;
        }

        return argumentsByParameter;
    }
}
