using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Applies a rule to every node of a plan, from the sources to the result, including the nodes of subqueries and shared tables. The rule
/// must return a node with the same columns.
/// </summary>
internal sealed class PlanRewriter(Func<TabularNode, TabularNode> rule)
{
    private readonly Dictionary<SharedTable, SharedTable> _shared = [];

    public TabularNode Rewrite(TabularNode node)
    {
        if (node is SharedScanNode scan)
            return rule(scan with { Table = Rewrite(scan.Table) });
        var inputs = node.Inputs;
        var scalars = node.Scalars;
        TabularNode[] newInputs = [.. inputs.Select(Rewrite)];
        ScalarNode[] newScalars = [.. scalars.Select(Rewrite)];
        var isSame = inputs.SequenceEqual(newInputs, ReferenceEqualityComparer.Instance)
            && scalars.SequenceEqual(newScalars, ReferenceEqualityComparer.Instance);
        return rule(isSame ? node : node.With(newInputs, newScalars));
    }

    private SharedTable Rewrite(SharedTable table)
    {
        if (!_shared.TryGetValue(table, out var rewritten))
        {
            var plan = Rewrite(table.Plan);
            _shared[table] = rewritten = ReferenceEquals(plan, table.Plan) ? table
                : new SharedTable(table.Name, plan) { IsMaterialized = table.IsMaterialized };
        }

        return rewritten;
    }

    private ScalarNode Rewrite(ScalarNode node)
    {
        switch (node)
        {
            case SubqueryNode subquery:
                return subquery with { Query = Rewrite(subquery.Query) };
            case InQueryNode membership:
                node = membership with { Query = Rewrite(membership.Query) };
                break;
        }

        if (node.Children.Count == 0)
            return node;
        ScalarNode[] children = [.. node.Children.Select(Rewrite)];
        return node.Children.SequenceEqual(children, ReferenceEqualityComparer.Instance) ? node : node.WithChildren(children);
    }
}
