using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>summarize aggregates by keys</c> and <c>count</c>.</summary>
internal static class SummarizeBinding
{
    public static TabularNode Bind(TabularBinder binder, SummarizeOperator summarize, TabularNode input)
    {
        var context = binder.Context;
        var row = binder.Over(input);
        var names = new ColumnNames();
        var keys = new List<Assignment>();
        foreach (var key in summarize.Keys)
        {
            var value = row.Bind(key.Value);
            if (value.Type == KustoType.Dynamic)
                throw context.Semantic(summarize, "SEM0100", "Summarize group key is of a 'dynamic' type. Please use an explicit cast.");
            keys.Add(new Assignment(new PlanColumn(names.Next(key.Name ?? ColumnNames.Default(key.Value)), value.Type), value));
        }

        var keyNames = summarize.Keys.Select(key => (key.Value as NameReference)?.Name).ToList();
        var aggregates = new List<Assignment>();
        foreach (var aggregate in summarize.Aggregates)
        {
            foreach (var (name, value) in Values(binder, aggregate, input, row, keyNames))
                aggregates.Add(new Assignment(new PlanColumn(names.Next(name), value.Type), value));
        }

        return new SummarizeNode(input, keys, aggregates);
    }

    public static TabularNode Count(TabularNode input) =>
        new SummarizeNode(input, [], [new Assignment(new PlanColumn("Count", KustoType.Long), AggregateBinding.Call("count", []))]);

    private static IEnumerable<(string? Name, ScalarNode Value)> Values(
        TabularBinder binder, NamedExpression aggregate, TabularNode input, ScalarBinder row, IReadOnlyCollection<string?> keyNames)
    {
        if (aggregate.Value is CallExpression pick && PickBinding.IsPick(pick.Name) && binder.Scope.FindFunction(pick.Name) is null)
        {
            var picked = PickBinding.Bind(binder.Context, aggregate.Name, pick, row, keyNames);
            return aggregate.Names is null ? picked : TupleBinding.Named(binder.Context, aggregate, picked);
        }

        if (aggregate.Value is CallExpression call && PercentileBinding.IsPercentile(call.Name))
            return TupleBinding.Named(binder.Context, aggregate, PercentileBinding.Bind(binder.Context, call, row));

        var value = new ScalarBinder(binder.Context, binder.Scope, input.Columns, allowsAggregates: true, input).Bind(aggregate.Value);
        return TupleBinding.Named(binder.Context, aggregate, [(ColumnNames.DefaultOfAggregate(aggregate.Value), value)]);
    }
}
