using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Removes branches of unions and right sides of left outer joins that have no rows, for example because of a query parameter, so that
/// DuckDB reads only the remaining tables.
/// </summary>
internal sealed class EmptyBranchPruning
{
    /// <summary>The result of <c>IsEmpty</c> for shared tables, so that each table is examined only once.</summary>
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

    /// <summary>Returns the left rows, with nulls for the columns of the right side.</summary>
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

    /// <summary>Returns <c>true</c> if the plan certainly has no rows. An aggregation without keys always returns a row.</summary>
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
