namespace LocalKusto.Kql.Plan;

/// <summary>
/// A table that has a name in the query, from a <c>let</c> statement, a parameter or a view. It is bound once, even if it is read several
/// times. Two references are to the same table if they are the same object.
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

    /// <summary>Whether the rows are computed once and stored for all readers (<c>materialize()</c>).</summary>
    public bool IsMaterialized { get; init; }

    public SharedScanNode Read() => new(this, [.. plan.Columns.Select(column => column.Renew())]);
}
