using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Leaves branches of a union out that a query parameter has closed, so that the database sees only the tables that remain.
/// </summary>
internal static class EmptyBranches
{
    public static TabularNode Apply(TabularNode node)
    {
        if (node is not UnionNode union)
            return node;
        var open = union.Branches.Where(branch => !IsEmpty(branch.Input)).ToList();
        if (open is [var only])
            return new ProjectNode(only.Input, [.. union.Columns.Zip(only.Values, (column, value) => new Assignment(column, value))]);
        return open.Count == 0 || open.Count == union.Branches.Count ? union : union with { Branches = open };
    }

    /// <summary>Whether it is known that there are no rows. (One group of all rows is a row even then.)</summary>
    public static bool IsEmpty(TabularNode node) => node switch
    {
        FilterNode { Predicate: ConstantNode { Value: false or null } } => true,
        FilterNode or ProjectNode or SortNode or DistinctNode or LimitNode or SerializedNode or ExpandNode => IsEmpty(node.Inputs[0]),
        SummarizeNode { Keys.Count: > 0 } => IsEmpty(node.Inputs[0]),
        SharedScanNode shared => IsEmpty(shared.Table.Plan),
        _ => false,
    };
}
