namespace LocalKusto.Kql.Plan;

/// <summary>
/// A named table in the query: a <c>let</c> statement, a parameter or a view. The table is bound once, even if it is read several times.
/// Tables are compared by reference.
/// </summary>
internal sealed class SharedTable(string name, TabularNode plan)
{
    public string Name { get; } = name;

    /// <summary>The plan of the table.</summary>
    /// <exception cref="QueryTooComplexException">The traversal of the plan is too deep for the stack.</exception>
    public TabularNode Plan
    {
        get
        {
            PlanDepth.Guard();
            return plan;
        }
    }

    /// <summary>Whether the rows are computed once for all readers (<c>materialize()</c>).</summary>
    public bool IsMaterialized { get; init; }

    public SharedScanNode Read() => new(this, [.. plan.Columns.Select(column => column.Renew())]);
}
