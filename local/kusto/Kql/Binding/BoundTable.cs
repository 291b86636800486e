using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Binding;

/// <summary>A bound tabular expression and its name, which is set by <c>as</c> or is the name of its source.</summary>
internal sealed record BoundTable(TabularNode Plan, string? Name = null)
{
    /// <summary>The name that <c>as</c> sets, which is also the name of the result.</summary>
    public string? ResultName { get; init; }
}
