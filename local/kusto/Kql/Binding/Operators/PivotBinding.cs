using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>evaluate pivot(column, aggregate, grouping columns)</c>. Each value in the pivot column becomes a result column, which contains
/// an aggregate over the rows with this value. Rows are grouped by the grouping columns. If there are no grouping columns, rows are grouped
/// by all columns that the other arguments do not use.
/// </summary>
internal static class PivotBinding
{
    public static TabularNode Bind(TabularBinder binder, EvaluateOperator evaluate, TabularNode input)
    {
        var context = binder.Context;
        var arguments = evaluate.Plugin.Arguments;
        if (arguments.Count == 0)
            throw context.WrongCount(evaluate, "pivot");
        var pivot = Column(binder, arguments[0].Value, input);
        var call = arguments.Count > 1 ? arguments[1].Value as CallExpression ?? throw NotAnAggregate(context, arguments[1].Value)
            : new CallExpression("count", [], evaluate.At);
        if (!AggregateBinding.IsAggregate(call.Name))
            throw NotAnAggregate(context, call);
        var aggregate = new ScalarBinder(context, binder.Scope, input.Columns, allowsAggregates: true).Bind(call);
        var used = PlanQueries.Columns(aggregate).Append(pivot).ToHashSet();
        List<PlanColumn> keys = arguments.Count > 2
            ? [.. arguments.Skip(2).Select(argument => Column(binder, argument.Value, input))]
            : [.. input.Columns.Where(column => !used.Contains(column))];
        if (keys.Find(key => key.Type == KustoType.Dynamic) is { } key)
            throw context.Semantic(evaluate, "SEM0100", $"pivot(): rows cannot be grouped by the column '{key.Name}', which is dynamic.");

        var text = Overloads.Convert(new ColumnNode(pivot), KustoType.String);
        var names = new ColumnNames(keys.Select(column => column.Name));
        var aggregates = Values(context, evaluate, input, text, keys).ToList()
            .ConvertAll(value => new Assignment(new PlanColumn(names.Next(value), aggregate.Type),
                Over(aggregate, Overloads.Call("==", text, ConstantNode.From(value)))));
        var pivoted = new SummarizeNode(input, [.. PlanQueries.PassThrough(keys)], aggregates);
        return evaluate.Schema is { } schema ? Declared(schema, pivoted) : pivoted;
    }

    /// <summary>Returns the values that become columns: the declared columns, or all values in the data.</summary>
    private static IEnumerable<string> Values(BindingContext context, EvaluateOperator evaluate, TabularNode input, ScalarNode text,
        List<PlanColumn> keys)
    {
        if (evaluate.Schema is { } schema)
            return schema.Columns.Select(column => column.Name).Where(name => keys.TrueForAll(key => key.Name != name));
        var value = new PlanColumn("value", KustoType.String);
        var distinct = new DistinctNode(new ProjectNode(input, [new Assignment(value, text)]));
        return EvaluateBinding.Probe(context, evaluate, new SortNode(distinct, [new SortTerm(new ColumnNode(value), true, true)]))
            .Select(row => row[0]);
    }

    /// <summary>Restricts the aggregates in an expression to the rows that meet a condition.</summary>
    private static ScalarNode Over(ScalarNode node, ScalarNode condition) => node switch
    {
        AggregateNode aggregate => aggregate with
        {
            Predicate = aggregate.Predicate is null ? condition
            : Overloads.Call("and", aggregate.Predicate, condition)
        },
        PickNode pick => pick with { Value = Overloads.Call("iff", condition, pick.Value, ConstantNode.Null(pick.Value.Type)) },
        _ => node.WithChildren([.. node.Children.Select(child => Over(child, condition))]),
    };

    private static ProjectNode Declared(OutputSchema schema, TabularNode pivoted) =>
        new(pivoted, [.. schema.Columns.Select(column => new Assignment(
        new PlanColumn(column.Name, column.Type),
        pivoted.Columns.FirstOrDefault(found => found.Name == column.Name) is { } found
            ? Overloads.Convert(new ColumnNode(found), column.Type) : ConstantNode.Null(column.Type)))]);

    private static PlanColumn Column(TabularBinder binder, Expression expression, TabularNode input) =>
        binder.Over(input).Bind(expression) is ColumnNode { Column: var column }
            ? column
            : throw binder.Context.Semantic(expression, "SEM0100", "pivot() requires column names.");

    private static KqlException NotAnAggregate(BindingContext context, Node at) =>
        context.Semantic(at, "SEM0100", "pivot(): the second argument must be an aggregation function.");
}
