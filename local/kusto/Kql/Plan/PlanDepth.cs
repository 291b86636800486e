using System.Runtime.CompilerServices;

namespace LocalKusto.Kql.Plan;

/// <summary>
/// Limits the traversals of a plan. Traversals are recursive, and the plan of a long pipeline or a long chain of definitions is deep. In
/// addition, parts of a plan are shared. For example, if each of n definitions refers to the previous definition twice, a traversal has 2^n
/// steps.
/// </summary>
internal static class PlanDepth
{
    /// <summary>
    /// The maximum number of steps, which is far more than all rewriting rules together need for the largest plan (100,000 nodes).
    /// </summary>
    private const int MaxSteps = 50_000_000;

    private const int StepsPerCancellationCheck = 1024;

    [ThreadStatic]
    private static Walk _walk;

    /// <summary>Starts counting the steps on this thread. Disposing of the returned value ends the count.</summary>
    public static Scope Begin(CancellationToken cancellationToken)
    {
        var outer = _walk;
        _walk = new Walk(MaxSteps, cancellationToken);
        return new Scope(outer);
    }

    /// <exception cref="QueryTooComplexException">The stack is nearly exhausted, or the traversals have taken too many steps.</exception>
    /// <exception cref="OperationCanceledException">The compilation was canceled.</exception>
    public static void Guard()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new QueryTooComplexException();

        // Steps are counted only during a compilation. The SQL of views is written later, from compiled plans.
        if (_walk.Left == 0)
            return;
        if (--_walk.Left == 0)
            throw new QueryTooComplexException();
        if (_walk.Left % StepsPerCancellationCheck == 0)
            _walk.CancellationToken.ThrowIfCancellationRequested();
    }

    /// <param name="Left">The number of remaining steps, or 0 if steps are not counted.</param>
    internal record struct Walk(int Left, CancellationToken CancellationToken);

    /// <summary>Restores the count of the outer compilation when a nested compilation ends.</summary>
    public readonly ref struct Scope
    {
        private readonly Walk _outer;

        internal Scope(Walk outer) => _outer = outer;

        public void Dispose() => _walk = _outer;
    }
}
