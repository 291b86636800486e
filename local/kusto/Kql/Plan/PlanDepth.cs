using System.Runtime.CompilerServices;

namespace LocalKusto.Kql.Plan;

/// <summary>
/// Guards the stack. A pipeline or a chain of definitions becomes a plan as deep as it is long, without recursion; whatever walks over the
/// plan recurses.
/// </summary>
internal static class PlanDepth
{
    /// <exception cref="QueryTooComplexException">Little of the stack is left.</exception>
    public static void Guard()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new QueryTooComplexException();
    }
}

/// <summary>A query that cannot be compiled in reasonable space.</summary>
internal sealed class QueryTooComplexException() : Exception("The query is too complex.");
