using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Binding;

/// <summary>The columns of the latest row that matched a step of <c>scan</c>.</summary>
internal sealed record StepState(IReadOnlyList<PlanColumn> Columns);
