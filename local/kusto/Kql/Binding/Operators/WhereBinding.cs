using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>where predicate</c>.</summary>
internal static class WhereBinding
{
    public static TabularNode Bind(TabularBinder binder, WhereOperator where, TabularNode input) =>
        Filter(input, binder.Over(input).BindPredicate(where.Predicate, "where"));

    /// <summary>Filters the rows. A predicate that depends on neighboring rows is computed before any row is removed.</summary>
    public static TabularNode Filter(TabularNode input, ScalarNode predicate)
    {
        if (predicate is ConstantNode { Value: true })
            return input;
        if (!PlanQueries.HasWindow(predicate))
            return new FilterNode(input, predicate);
        var test = new PlanColumn("test", KustoType.Bool);
        return ProjectNode.Select(
            new FilterNode(new ProjectNode(input, [.. PlanQueries.PassThrough(input.Columns), new Assignment(test, predicate)]),
                new ColumnNode(test)), input.Columns);
    }
}
