using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>The rewritings of a plan, in their order. Each returns the same rows.</summary>
internal static class PlanRules
{
    public static readonly IReadOnlyList<(string Name, Func<TabularNode, TabularNode> Apply)> All =
    [
        (nameof(EmptyBranches), EmptyBranches.Apply),
        (nameof(SinglePicks), SinglePicks.Apply),
        (nameof(SharedQuantiles), SharedQuantiles.Apply),
    ];

    public static TabularNode Apply(TabularNode plan) =>
        All.Aggregate(plan, (current, rule) => new PlanRewriter(rule.Apply).Rewrite(current));
}
