using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Leaves out branches of a union, and right sides of a left outer join, that a query parameter excludes, so that the database reads only
/// the remaining tables.
/// </summary>
internal sealed class EmptyBranchPruning
{
    /// <summary>The tables that several parts of the plan read, so that each is examined once.</summary>
    private readonly Dictionary<SharedTable, bool> _isEmpty = new(ReferenceEqualityComparer.Instance);

    public TabularNode Apply(TabularNode node) => node switch
    {
        UnionNode union => Open(union),
        JoinNode { Kind: JoinKind.LeftOuter } join when IsEmpty(join.Right) => Left(join),
        _ => node,
    };

    private TabularNode Open(UnionNode union)
    {
        var open = union.Branches.Where(branch => !IsEmpty(branch.Input)).ToList();
        if (open is [var only])
            return new ProjectNode(only.Input, [.. union.Columns.Zip(only.Values, (column, value) => new Assignment(column, value))]);
        return open.Count == 0 || open.Count == union.Branches.Count ? union : union with { Branches = open };
    }

    /// <summary>The left rows, with nulls for the columns of the right ones.</summary>
    private static ProjectNode Left(JoinNode join)
    {
        var right = join.Right.Columns.ToHashSet();
        return new ProjectNode(join.Left,
            [.. join.Assignments.Select(assignment => assignment with { Value = WithNulls(assignment.Value, right) })]);
    }

    private static ScalarNode WithNulls(ScalarNode node, HashSet<PlanColumn> columns) =>
        node is ColumnNode { Column: var column } ? columns.Contains(column) ? ConstantNode.Null(column.Type) : node
        : node.Children.Count == 0 ? node
        : node.WithChildren([.. node.Children.Select(child => WithNulls(child, columns))]);

    /// <summary>Whether it is known that there are no rows. (One group of all rows is a row even then.)</summary>
    private bool IsEmpty(TabularNode node) => node switch
    {
        FilterNode { Predicate: ConstantNode { Value: false or null } } => true,
        FilterNode or ProjectNode or SortNode or DistinctNode or LimitNode => IsEmpty(node.Inputs[0]),
        SerializedNode or ExpandNode or FirstOfNode or FirstRowsNode => IsEmpty(node.Inputs[0]),
        UnionNode => node.Inputs.All(IsEmpty),
        JoinNode join => IsEmpty(join),
        SummarizeNode { Keys.Count: > 0 } => IsEmpty(node.Inputs[0]),
        SharedScanNode { Table: var table } =>
            _isEmpty.TryGetValue(table, out var isEmpty) ? isEmpty : _isEmpty[table] = IsEmpty(table.Plan),
        _ => false,
    };

    private bool IsEmpty(JoinNode join) => join.Kind switch
    {
        JoinKind.LeftOuter or JoinKind.LeftAnti => IsEmpty(join.Inputs[0]),
        JoinKind.RightOuter or JoinKind.RightAnti => IsEmpty(join.Inputs[1]),
        JoinKind.FullOuter => join.Inputs.All(IsEmpty),
        _ => join.Inputs.Any(IsEmpty),
    };
}
