using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Binding;

/// <summary>A bound tabular expression, and the name that <c>as</c> or its source gives it.</summary>
internal sealed record BoundTable(TabularNode Plan, string? Name = null)
{
    /// <summary>The name that <c>as</c> gave, which the result has too.</summary>
    public string? ResultName { get; init; }
}
