using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Moves the expression of a computed column to its only reader. A subquery computes its columns for all rows, but an argument of
/// <c>coalesce()</c> or <c>iff()</c> is computed only for the rows that need it. For example, if the delay is computed only for the events
/// that do not contain a delay, a query for the average delay takes a fifth of the time.
/// </summary>
internal static class ExpressionInlining
{
    /// <summary>The maximum depth of an expression. Without this limit, long pipelines would exceed DuckDB's limit.</summary>
    private const int MaxDepth = 32;

    public static TabularNode Apply(TabularNode node)
    {
        if (node is not (ProjectNode or SummarizeNode) || node.Inputs[0] is not ProjectNode project || !CanMove(project)
            || node.Scalars.Any(PlanQueries.HasWindow))
            return node;
        var columns = new Dictionary<PlanColumn, ScalarNode>();
        foreach (var (column, value) in project.Assignments)
            columns[column] = value;
        var isReadTwice = node.Scalars.SelectMany(PlanQueries.Columns)
            .Where(column => columns.TryGetValue(column, out var value) && !IsFree(value))
            .GroupBy(column => column).Any(reads => reads.Skip(1).Any());
        if (isReadTwice || !node.Scalars.All(scalar => ReadsPlainly(columns, scalar)) || HasKeyOrPick(columns, node))
            return node;
        var scalars = node.Scalars.Select(scalar => Substitute(columns, scalar)).ToList();
        return scalars.All(scalar => Depth(scalar) <= MaxDepth) ? Apply(node.With([project.Input], scalars)) : node;
    }

    /// <summary>
    /// Returns <c>true</c> if the expressions can be moved. Window functions cannot be moved, because they depend on neighboring rows.
    /// Random values cannot be moved, because they must be computed only once.
    /// </summary>
    private static bool CanMove(ProjectNode project) =>
        !project.Assignments.Any(assignment => PlanQueries.HasWindow(assignment.Value) || PlanQueries.IsVolatile(assignment.Value)
            || PlanQueries.Subqueries(assignment.Value).Any());

    /// <summary>
    /// Returns <c>true</c> if the computed columns are read only by functions whose SQL contains each argument once. For a chain of other
    /// functions, the SQL would grow exponentially with the length of the chain.
    /// </summary>
    private static bool ReadsPlainly(Dictionary<PlanColumn, ScalarNode> columns, ScalarNode node)
    {
        PlanDepth.Guard();
        return node is ColumnNode
            || (node is AggregateNode or CallNode { Function.Name: "coalesce" or "iff" or "iif" or "case" }
                ? node.Children.All(child => ReadsPlainly(columns, child))
                : !ReadsComputed(columns, node));
    }

    /// <summary>
    /// Returns <c>true</c> if a computed column is read by a key, or by the expression that selects the row of a pick. The SQL contains
    /// these expressions several times.
    /// </summary>
    private static bool HasKeyOrPick(Dictionary<PlanColumn, ScalarNode> columns, TabularNode node) => node is SummarizeNode summarize
        && (summarize.Keys.Any(key => ReadsComputed(columns, key.Value))
            || summarize.Aggregates.Any(aggregate => aggregate.Value is PickNode));

    private static bool ReadsComputed(Dictionary<PlanColumn, ScalarNode> columns, ScalarNode node) =>
        PlanQueries.Columns(node).Any(column => columns.TryGetValue(column, out var value) && !IsFree(value));

    private static bool IsFree(ScalarNode value) => value is ColumnNode or ConstantNode;

    private static ScalarNode Substitute(Dictionary<PlanColumn, ScalarNode> columns, ScalarNode node)
    {
        PlanDepth.Guard();
        if (node is ColumnNode column)
            return columns.GetValueOrDefault(column.Column, node);
        return node.Children.Count == 0 ? node : node.WithChildren([.. node.Children.Select(child => Substitute(columns, child))]);
    }

    private static int Depth(ScalarNode node)
    {
        PlanDepth.Guard();
        return 1 + node.Children.Select(Depth).DefaultIfEmpty().Max();
    }
}
