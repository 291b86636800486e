using System.Runtime.CompilerServices;

namespace LocalKusto.Kql.Plan;

/// <summary>
/// Guards the traversals of a plan. They recurse, and a pipeline or a chain of definitions becomes a plan as deep as it is long. And parts
/// of a plan are shared: a chain of definitions that each name the previous one twice is a traversal of 2 to the power of its length.
/// </summary>
internal static class PlanDepth
{
    /// <summary>Many times the steps of all rewritings of the largest plan (100,000 nodes).</summary>
    private const int MaxSteps = 50_000_000;

    private const int StepsPerLook = 1024;

    [ThreadStatic]
    private static Walk _walk;

    /// <summary>Counts the steps of this thread until the result is disposed of.</summary>
    /// <param name="cancellationToken">A token to cancel the traversals.</param>
    public static Scope Begin(CancellationToken cancellationToken)
    {
        var outer = _walk;
        _walk = new Walk(MaxSteps, cancellationToken);
        return new Scope(outer);
    }

    /// <exception cref="QueryTooComplexException">The stack is nearly exhausted, or the traversals took too many steps.</exception>
    /// <exception cref="OperationCanceledException">The compilation was canceled.</exception>
    public static void Guard()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new QueryTooComplexException();

        // Not counted outside of a compilation: views are written from plans that were compiled before.
        if (_walk.Left == 0)
            return;
        if (--_walk.Left == 0)
            throw new QueryTooComplexException();
        if (_walk.Left % StepsPerLook == 0)
            _walk.Cancelled.ThrowIfCancellationRequested();
    }

    /// <param name="Left">The number of steps that may follow; 0 if they are not counted.</param>
    /// <param name="Cancelled">A token to cancel the traversal.</param>
    internal record struct Walk(int Left, CancellationToken Cancelled);

    /// <summary>Compilations can be nested: the outer one continues to count afterwards.</summary>
    public readonly ref struct Scope
    {
        private readonly Walk _outer;

        internal Scope(Walk outer) => _outer = outer;

        public void Dispose() => _walk = _outer;
    }
}

/// <summary>A query that cannot be compiled in reasonable space and time.</summary>
internal sealed class QueryTooComplexException() : Exception("The query is too complex.");
