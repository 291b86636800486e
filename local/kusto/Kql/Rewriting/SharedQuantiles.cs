using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Computes all percentiles of a value in one pass. Each percentile becomes an element of the same list, which DuckDB computes once.
/// </summary>
internal static class SharedQuantiles
{
    public static TabularNode Apply(TabularNode node)
    {
        if (node is not SummarizeNode summarize)
            return node;
        var groups = new List<List<AggregateNode>>();
        foreach (var percentile in summarize.Aggregates.SelectMany(aggregate => Percentiles(aggregate.Value)))
        {
            if (groups.Find(group => IsSameInput(group[0], percentile)) is { } group)
                group.Add(percentile);
            else
                groups.Add([percentile]);
        }

        groups.RemoveAll(group => group.Count == 1);
        return groups.Count == 0 ? node : summarize with
        {
            Aggregates = [.. summarize.Aggregates.Select(aggregate => aggregate with { Value = Replace(aggregate.Value, groups) })],
        };
    }

    private static IEnumerable<AggregateNode> Percentiles(ScalarNode node) =>
        node is AggregateNode aggregate && ReferenceEquals(aggregate.Function, PercentileFunctions.Single) ? [aggregate]
            : node.Children.SelectMany(Percentiles);

    private static bool IsSameInput(AggregateNode left, AggregateNode right) =>
        PlanQueries.AreSame(left.Arguments[0], right.Arguments[0])
        && (left.Predicate is null ? right.Predicate is null
            : right.Predicate is not null && PlanQueries.AreSame(left.Predicate, right.Predicate));

    /// <summary>
    /// Appends the list of all percentiles to the arguments of each aggregate, so that the aggregates have the same list in SQL.
    /// </summary>
    private static ScalarNode Replace(ScalarNode node, List<List<AggregateNode>> groups)
    {
        if (node is AggregateNode aggregate && groups.Find(group => group.Exists(member => ReferenceEquals(member, aggregate))) is { } all)
            return aggregate with
            {
                Arguments = [.. all[0].Arguments.Take(1), aggregate.Arguments[1],
                .. all.Select(member => member.Arguments[1])],
                Predicate = all[0].Predicate
            };
        return node.Children.Count == 0 ? node : node.WithChildren([.. node.Children.Select(child => Replace(child, groups))]);
    }
}
