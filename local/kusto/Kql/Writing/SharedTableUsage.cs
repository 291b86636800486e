using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Writing;

/// <summary>Counts the reads of the shared tables in a plan.</summary>
internal static class SharedTableUsage
{
    private const int CheapNodes = 8;

    public static IReadOnlyDictionary<SharedTable, int> Uses(TabularNode root)
    {
        var uses = new Dictionary<SharedTable, int>();
        Count(root, uses);
        return uses;
    }

    /// <summary>
    /// Returns <c>true</c> if a table consists of a few filters and selections over one relation, which cost less inline than in a separate
    /// table.
    /// </summary>
    public static bool IsCheap(TabularNode plan)
    {
        var nodes = 0;
        for (var node = plan; ; node = node is SharedScanNode { Table.IsMaterialized: false } shared ? shared.Table.Plan : node.Inputs[0])
        {
            if (++nodes > CheapNodes || node.Scalars.Any(scalar => PlanQueries.IsVolatile(scalar) || PlanQueries.HasWindow(scalar)
                || PlanQueries.Subqueries(scalar).Any()))
                return false;
            switch (node)
            {
                case ScanNode:
                    return true;
                case ValuesNode values:
                    return values.Rows.Count <= 1;
                case FilterNode or ProjectNode or SharedScanNode { Table.IsMaterialized: false }:
                    continue;
                default:
                    return false;
            }
        }
    }

    private static void Count(TabularNode node, Dictionary<SharedTable, int> uses)
    {
        if (node is SharedScanNode shared)
        {
            uses[shared.Table] = uses.GetValueOrDefault(shared.Table) + 1;
            if (uses[shared.Table] == 1)
                Count(shared.Table.Plan, uses);
        }

        foreach (var input in node.Inputs)
            Count(input, uses);
        foreach (var query in node.Scalars.SelectMany(PlanQueries.Subqueries))
            Count(query, uses);
    }
}
