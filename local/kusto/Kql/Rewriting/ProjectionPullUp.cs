using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Postpones the computation of columns until after the filters, sorts and limits that do not read these columns. For a page of results,
/// the columns are then computed only for the returned rows. Without this rule, DuckDB would evaluate the functions of a SELECT before it
/// sorts.
/// </summary>
internal static class ProjectionPullUp
{
    /// <summary>
    /// The maximum number of projections past which an operator is moved. Without a limit, the time for a pipeline would be quadratic in
    /// its length.
    /// </summary>
    private const int MaxPassed = 16;

    public static TabularNode Apply(TabularNode node) => Apply(node, MaxPassed);

    private static TabularNode Apply(TabularNode node, int passed) => passed == 0 ? node : node switch
    {
        FilterNode { Input: ProjectNode project, Predicate: var predicate } when CanWait(project)
            && Below(project, [predicate]) is [var below] => Above(project, new FilterNode(project.Input, below), passed),
        SortNode { Input: ProjectNode project } sort when CanWait(project) && Below(project, sort.Scalars) is { } terms =>
            Above(project, sort.With([project.Input], terms), passed),
        LimitNode { Input: ProjectNode project } limit when CanWait(project) =>
            Above(project, new LimitNode(project.Input, limit.Count), passed),
        _ => node,
    };

    private static ProjectNode Above(ProjectNode project, TabularNode input, int passed) =>
        new(Apply(input, passed - 1), project.Assignments);

    /// <summary>
    /// Returns <c>true</c> if the columns can be computed after rows have been removed. Window functions cannot be computed later, because
    /// they read neighboring rows.
    /// </summary>
    private static bool CanWait(ProjectNode project) =>
        !project.Assignments.Any(assignment => PlanQueries.HasWindow(assignment.Value) || PlanQueries.IsVolatile(assignment.Value));

    /// <summary>
    /// Returns the expressions rewritten for the input of the projection, or <c>null</c> if the expressions read the projection's computed
    /// columns.
    /// </summary>
    private static List<ScalarNode>? Below(ProjectNode project, IReadOnlyList<ScalarNode> nodes)
    {
        var columns = new Dictionary<PlanColumn, ScalarNode>();
        foreach (var (column, value) in project.Assignments)
            columns[column] = value;
        var below = nodes.Select(node => Below(columns, node)).ToList();
        return below.Contains(null) ? null : [.. below.OfType<ScalarNode>()];
    }

    private static ScalarNode? Below(Dictionary<PlanColumn, ScalarNode> columns, ScalarNode node)
    {
        PlanDepth.Guard();
        if (node is ColumnNode column)
            return !columns.TryGetValue(column.Column, out var value) ? node : value as ColumnNode;
        if (node.Children.Count == 0)
            return node;
        var children = new ScalarNode[node.Children.Count];
        for (var i = 0; i < children.Length; i++)
        {
            if (Below(columns, node.Children[i]) is not { } child)
                return null;
            children[i] = child;
        }

        return node.WithChildren(children);
    }
}
