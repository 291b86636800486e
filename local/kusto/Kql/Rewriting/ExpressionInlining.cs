using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Moves a computed column to the place that reads it, if there is only one. A subquery of SQL computes its columns for all rows; as an
/// argument of <c>coalesce()</c> or <c>iff()</c> an expression is computed for the rows that need it: the average of a delay that is
/// derived where no event contains one takes a fifth of the time.
/// </summary>
internal static class ExpressionInlining
{
    /// <summary>The maximum depth of an expression. Long pipelines would exceed the database's limit.</summary>
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

    /// <summary>Window functions depend on the surrounding rows, and a random number is drawn once.</summary>
    private static bool CanMove(ProjectNode project) =>
        !project.Assignments.Any(assignment => PlanQueries.HasWindow(assignment.Value) || PlanQueries.IsVolatile(assignment.Value)
            || PlanQueries.Subqueries(assignment.Value).Any());

    /// <summary>
    /// Whether computed columns are read by functions only that write an argument once: the SQL of others repeats it, so that a chain of
    /// them would grow by a power of its length.
    /// </summary>
    private static bool ReadsPlainly(Dictionary<PlanColumn, ScalarNode> columns, ScalarNode node)
    {
        PlanDepth.Guard();
        return node is ColumnNode
            || (node is AggregateNode or CallNode { Function.Name: "coalesce" or "iff" or "iif" or "case" }
                ? node.Children.All(child => ReadsPlainly(columns, child))
                : !ReadsComputed(columns, node));
    }

    /// <summary>Keys, and what orders a pick, are written several times.</summary>
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
