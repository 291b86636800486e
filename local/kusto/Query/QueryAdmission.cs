namespace LocalKusto.Query;

/// <summary>
/// How many queries may be there at once, and how many of them may compute. DuckDB computes on the thread that asks it, so without the
/// second
/// limit waiting queries would take all threads of the server.
/// </summary>
/// <param name="maxQueries">How many queries may be there.</param>
/// <param name="report">Takes their number whenever it changes.</param>
internal sealed class QueryAdmission(int maxQueries, Action<int>? report = null)
{
    private readonly SemaphoreSlim _computing = new(Math.Max(4, Environment.ProcessorCount * 2));
    private int _admitted;

    /// <summary>Whether queries wait for each other, so that work which they share makes all of them faster.</summary>
    public bool IsCrowded => Volatile.Read(ref _admitted) > Environment.ProcessorCount * 2;

    /// <exception cref="KustoRequestException">429: there are as many queries as may be.</exception>
    public Admitted Admit()
    {
        var admitted = Interlocked.Increment(ref _admitted);
        if (admitted <= maxQueries)
        {
            report?.Invoke(admitted);
            return new Admitted(this);
        }

        Interlocked.Decrement(ref _admitted);
        throw KustoRequestException.Throttled(maxQueries);
    }

    /// <summary>Computes when it is this query's turn.</summary>
    public async ValueTask<T> ComputeAsync<T>(Func<T> compute, CancellationToken ct)
    {
        await _computing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return compute();
        }
        finally
        {
            _computing.Release();
        }
    }

    private void Leave()
    {
        var admitted = Interlocked.Decrement(ref _admitted);
        report?.Invoke(admitted);
    }

    internal readonly struct Admitted(QueryAdmission admission) : IDisposable
    {
        public void Dispose() => admission.Leave();
    }
}
