namespace LocalKusto.Kql.Plan;

/// <summary>
/// A table that has a name in the query: of a <c>let</c>, a parameter, a view. It is bound once, however often it is read. The identity of
/// the object says which table it is.
/// </summary>
internal sealed class SharedTable(string name, TabularNode plan)
{
    public string Name { get; } = name;

    /// <summary>The rows. A rewriting replaces them.</summary>
    /// <exception cref="QueryTooComplexException">The walk over the plan is too deep for the stack.</exception>
    public TabularNode Plan
    {
        get
        {
            PlanDepth.Guard();
            return plan;
        }
    }

    /// <summary>Whether the rows are computed once and kept for all who read them (<c>materialize()</c>).</summary>
    public bool IsMaterialized { get; init; }

    public SharedScanNode Read() => new(this, [.. plan.Columns.Select(column => column.Renew())]);
}
