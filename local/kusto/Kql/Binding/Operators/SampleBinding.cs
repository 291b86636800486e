using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>sample n</c>, <c>sample-distinct n of value</c> and <c>top-hitters n of value by weight</c>.</summary>
internal static class SampleBinding
{
    public static TabularNode Bind(TabularBinder binder, SampleOperator sample, TabularNode input)
    {
        var count = binder.OverNothing().BindCount(sample.Count);
        if (sample.Of is null)
            return new LimitNode(new SortNode(input, [new SortTerm(Overloads.Call("rand"), true, false)]), count);
        var value = binder.Over(input).Bind(sample.Of);
        var column = new PlanColumn(ColumnNames.Default(sample.Of) ?? "Column1", value.Type);
        return new LimitNode(new DistinctNode(new ProjectNode(input, [new Assignment(column, value)])), count);
    }

    /// <summary>Computes exact values, whereas Kusto computes approximations. The result column has the same name as in Kusto.</summary>
    public static TabularNode Bind(TabularBinder binder, TopHittersOperator top, TabularNode input)
    {
        var row = binder.Over(input);
        var value = row.Bind(top.Of.Value);
        var key = new PlanColumn(top.Of.Name ?? ColumnNames.Default(top.Of.Value) ?? "Column1", value.Type);
        var weight = top.By is null ? AggregateBinding.Call("count", []) : AggregateBinding.Call("sum", [row.Bind(top.By)]);
        var sum = new PlanColumn(top.By is null ? $"approximate_count_{key.Name}"
            : $"approximate_sum_{ColumnNames.Default(top.By)}", weight.Type);
        var grouped = new SummarizeNode(input, [new Assignment(key, value)], [new Assignment(sum, weight)]);
        return new LimitNode(new SortNode(grouped, [new SortTerm(new ColumnNode(sum), false, false)]), binder.OverNothing()
            .BindCount(top.Count));
    }
}
