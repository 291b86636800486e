using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>sort by</c> and <c>top … by</c>. The default order is descending. By default, nulls are the lowest values.</summary>
internal static class SortBinding
{
    public static TabularNode Bind(TabularBinder binder, SortOperator sort, TabularNode input)
    {
        var row = binder.Over(input);
        var terms = sort.Keys.Select(key => Term(binder.Context, sort, key, row.Bind(key.Value))).ToList();
        var sorted = new SortNode(input, terms);
        return sort.Count is null ? sorted : new LimitNode(sorted, binder.OverNothing().BindCount(sort.Count));
    }

    private static SortTerm Term(BindingContext context, Node at, SortKey key, ScalarNode value) => value.Type == KustoType.Dynamic
        ? throw context.Semantic(at, "SEM0100", "Cannot sort by a 'dynamic' value. Cast it to another type.")
        : new SortTerm(value, key.IsAscending, key.NullsFirst ?? key.IsAscending);
}
