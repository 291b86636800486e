using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Rewrites a single <c>arg_max(x, *)</c> or <c>arg_min(x, *)</c> by keys as the first row of each group in the order of x. A
/// <c>take_any(a, b)</c> is not rewritten, because an aggregate is faster over unordered rows.
/// </summary>
internal static class SinglePicks
{
    public static TabularNode Apply(TabularNode node)
    {
        if (node is not SummarizeNode { Keys.Count: > 0, Aggregates.Count: > 0 } summarize
            || !summarize.Aggregates.All(aggregate => aggregate.Value is PickNode))
            return node;
        var picks = summarize.Aggregates.Select(aggregate => ((PickNode)aggregate.Value).Pick.Number).Distinct().ToList();
        var pick = ((PickNode)summarize.Aggregates[0].Value).Pick;
        if (picks.Count > 1 || pick.By is null)
            return node;
        return new FirstOfNode(
            summarize.Input,
            summarize.Keys,
            new SortTerm(pick.By, !pick.IsMax, false),
            [.. summarize.Aggregates.Select(aggregate => aggregate with { Value = ((PickNode)aggregate.Value).Value })]);
    }
}
