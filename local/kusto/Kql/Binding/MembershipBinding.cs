using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>Binds <c>in</c>, <c>has_any</c> and <c>has_all</c> with a list, a dynamic array, or the first column of a table.</summary>
internal static class MembershipBinding
{
    public static ScalarNode Bind(ScalarBinder binder, InExpression syntax)
    {
        var context = binder.Context;
        var value = binder.Bind(syntax.Value);
        var isNegated = syntax.Operator[0] == '!';
        var name = syntax.Operator.TrimStart('!');
        var test = syntax.Items is [var only] && TableOf(binder, only) is { } table
            ? InTable(context, syntax, name, value, table)
            : InItems(context, syntax, name, value, [.. syntax.Items.Select(binder.Bind)]);
        return isNegated ? Overloads.Call("not", test) : test;
    }

    /// <summary>
    /// Returns the table if the item is a table, or <c>null</c> if the item is a scalar. A column or scalar with the table's name takes
    /// precedence.
    /// </summary>
    private static TabularNode? TableOf(ScalarBinder binder, Expression item)
    {
        var isTable = item switch
        {
            PipelineExpression or DataTableExpression or RangeExpression or PrintExpression or UnionExpression or SearchExpression
                or FindExpression => true,
            NameReference name => binder.Row.All(column => column.Name != name.Name)
                && TabularBinder.IsTable(binder.Context, binder.Scope, name.Name),
            CallExpression call => TabularBinder.IsTabularCall(binder.Context, binder.Scope, call),
            _ => false,
        };
        return isTable ? new TabularBinder(binder.Context, binder.Scope).BindSource(item).Plan : null;
    }

    private static ScalarNode InTable(BindingContext context, InExpression at, string name, ScalarNode value, TabularNode table)
    {
        if (table.Columns.Count == 0)
            throw context.Semantic(at, "SEM0100", $"'{name}' requires a table with a column.");
        var column = new ColumnNode(table.Columns[0]);
        if (name is "has_any" or "has_all")
        {
            // The terms are collected from the table only once per query.
            var list = new PlanColumn("list", KustoType.Dynamic);
            var aggregate = AggregateBinding.Call("make_list", [column]);
            return Terms(context, at, name, value, [new SubqueryNode(new SummarizeNode(table, [], [new Assignment(list, aggregate)]))]);
        }

        var pair = Pair(context, at, name, value, column);
        return pair is { } both
            ? new InQueryNode(both.Value, table, Overloads.Call("==", both.Item, both.Value))
            : ConstantNode.False;
    }

    private static ScalarNode InItems(BindingContext context, InExpression at, string name, ScalarNode value,
        IReadOnlyList<ScalarNode> items)
    {
        if (items is [ConstantNode { Type: KustoType.Dynamic, Value: string json }] && Constants.Elements(json) is { } elements)
            items = elements;
        if (name is "has_any" or "has_all")
            return Terms(context, at, name, value, items);

        if (items is [{ Type: KustoType.Dynamic } array])
        {
            return name == "in~"
                ? Overloads.Call("$in_array", Overloads.Call("$to_dynamic", Overloads.Call("tolower", Text(context, at, name, value))),
                    Overloads.Call("parse_json", Overloads.Call("tolower", Overloads.Convert(array, KustoType.String))))
                : Overloads.Call("$in_array", Overloads.Convert(value, KustoType.Dynamic), array);
        }

        // Values of incompatible types are never equal, so these items are omitted.
        var pairs = items.Select(item => Pair(context, at, name, value, item)).OfType<(ScalarNode Value, ScalarNode Item)>().ToList();
        var tests = pairs.GroupBy(pair => pair.Value.Type)
            .Select(group => Overloads.Call("in", [group.First().Value, .. group.Select(pair => pair.Item)])).ToList();
        return tests.Count == 0 ? ConstantNode.False : tests.Count == 1 ? tests[0] : Overloads.Call("or", tests);
    }

    private static (ScalarNode Value, ScalarNode Item)? Pair(BindingContext context, InExpression at, string name, ScalarNode value,
        ScalarNode item)
    {
        if (name != "in~")
            return OperatorBinding.Common(context, at, "in", value, item) is { } common ? (common.Left, common.Right) : null;
        return (Overloads.Call("tolower", Text(context, at, name, value)), Overloads.Call("tolower", Text(context, at, name, item)));
    }

    private static ScalarNode Terms(BindingContext context, InExpression at, string name, ScalarNode value, IReadOnlyList<ScalarNode> items)
    {
        var text = Text(context, at, name, value);
        if (items is [{ Type: KustoType.Dynamic } list])
            return Overloads.Call(name, text, list);
        var tests = items.Select(item => Overloads.Call("has", text, Overloads.Convert(item, KustoType.String))).ToList();
        return tests.Count == 0 ? ConstantNode.From(name == "has_all") : tests.Count == 1 ? tests[0]
            : Overloads.Call(name == "has_any" ? "or" : "and", tests);
    }

    private static ScalarNode Text(BindingContext context, InExpression at, string name, ScalarNode value) =>
        value.Type is KustoType.String or KustoType.Dynamic
        ? Overloads.Convert(value, KustoType.String)
        : throw context.Semantic(at, "SEM0709", $"The operator '{name}' is not defined for {value.Type.CslName()}.");
}
