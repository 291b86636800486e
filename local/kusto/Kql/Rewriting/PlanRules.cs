using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>The rewriting rules, in the order of their application. Each rule preserves the rows.</summary>
internal static class PlanRules
{
    public static readonly IReadOnlyList<(string Name, Func<TabularNode, TabularNode> Apply)> All =
    [
        (nameof(EmptyBranchPruning), plan => new PlanRewriter(new EmptyBranchPruning().Apply).Rewrite(plan)),
        (nameof(ProjectionPullUp), Everywhere(ProjectionPullUp.Apply)),
        (nameof(ColumnPruning), ColumnPruning.Apply),
        (nameof(ExpressionInlining), Everywhere(ExpressionInlining.Apply)),
        (nameof(MemberReads), Everywhere(MemberReads.Apply)),
        (nameof(SinglePicks), Everywhere(SinglePicks.Apply)),
        (nameof(SharedQuantiles), Everywhere(SharedQuantiles.Apply)),
    ];

    public static TabularNode Apply(TabularNode plan) => All.Aggregate(plan, (current, rule) => rule.Apply(current));

    private static Func<TabularNode, TabularNode> Everywhere(Func<TabularNode, TabularNode> rule) =>
        plan => new PlanRewriter(rule).Rewrite(plan);
}
