namespace LocalKusto.Kql.Plan;

/// <summary>Queries about the properties of plans and expressions.</summary>
internal static class PlanQueries
{
    /// <summary>Returns assignments that leave the columns unchanged.</summary>
    public static IEnumerable<Assignment> PassThrough(IEnumerable<PlanColumn> columns) =>
        columns.Select(column => new Assignment(column, new ColumnNode(column)));

    public static bool HasWindow(ScalarNode node) => node is WindowNode || node.Children.Any(HasWindow);

    public static bool HasAggregate(ScalarNode node) => node is AggregateNode or PickNode || node.Children.Any(HasAggregate);

    /// <summary>Returns <c>true</c> if the expression can have different values for the same row.</summary>
    public static bool IsVolatile(ScalarNode node) => node is CallNode { Function.IsVolatile: true } || node.Children.Any(IsVolatile);

    /// <summary>Returns <c>true</c> if two expressions always have the same value in each row.</summary>
    public static bool AreSame(ScalarNode left, ScalarNode right) => (left, right) switch
    {
        (CallNode a, CallNode b) => ReferenceEquals(a.Function, b.Function) && !a.Function.IsVolatile
            && a.Children.Count == b.Children.Count && a.Children.Zip(b.Children).All(pair => AreSame(pair.First, pair.Second)),
        (ColumnNode a, ColumnNode b) => ReferenceEquals(a.Column, b.Column),
        (ConstantNode a, ConstantNode b) => a == b,
        _ => false,
    };

    /// <summary>Returns the columns that an expression reads. Columns that only the plans of its subqueries read are excluded.</summary>
    public static IEnumerable<PlanColumn> Columns(ScalarNode node) => node is ColumnNode column ? [column.Column]
        : node.Children.SelectMany(Columns);

    /// <summary>Returns the plans of the subqueries in an expression.</summary>
    public static IEnumerable<TabularNode> Subqueries(ScalarNode node)
    {
        var own = node switch
        {
            SubqueryNode subquery => [subquery.Query],
            InQueryNode membership => [membership.Query],
            _ => Enumerable.Empty<TabularNode>(),
        };
        return own.Concat(node.Children.SelectMany(Subqueries));
    }

    /// <summary>Returns <c>true</c> if an expression in the plan reads a column that is not part of the plan.</summary>
    public static bool ReadsOutside(TabularNode plan)
    {
        var nodes = Nodes(plan).ToList();
        var own = nodes.SelectMany(node => node.Columns).ToHashSet();
        own.UnionWith(nodes.OfType<SequenceNode>().SelectMany(node => node.Steps).SelectMany(step => step.State)
            .Select(column => column.Latest));
        return nodes.SelectMany(node => node.Scalars).SelectMany(Columns).Any(column => !own.Contains(column));
    }

    /// <summary>Returns the node and all nodes below it, including the nodes of subqueries and shared tables.</summary>
    public static IEnumerable<TabularNode> Nodes(TabularNode node)
    {
        yield return node;
        var below = node.Inputs.Concat(node.Scalars.SelectMany(Subqueries))
            .Concat(node is SharedScanNode shared ? [shared.Table.Plan] : []);
        foreach (var inner in below.SelectMany(Nodes))
            yield return inner;
    }
}
