using LocalKusto.DuckDb;
using LocalKusto.Errors;

namespace LocalKusto.Query;

/// <summary>
/// Limits the number of concurrent queries, and the number of queries that compute at the same time. DuckDB computes on the calling thread,
/// so without the second limit, queries could use all threads of the server.
/// </summary>
/// <param name="maxQueries">The maximum number of queries.</param>
/// <param name="workers">The threads that help long queries.</param>
internal sealed class QueryAdmission(int maxQueries, WorkerThreads workers)
{
    private readonly SemaphoreSlim _computing = new(Math.Max(4, Environment.ProcessorCount * 2));
    private int _admitted;

    /// <summary>
    /// Whether queries wait for each other. If so, sharing work, such as the refresh of a view, makes all queries faster.
    /// </summary>
    public bool IsCrowded => Volatile.Read(ref _admitted) > Environment.ProcessorCount * 2;

    /// <exception cref="KustoRequestException">The maximum number of queries has already been admitted (status 429).</exception>
    public Permit Admit()
    {
        var admitted = Interlocked.Increment(ref _admitted);
        if (admitted <= maxQueries)
            return new Permit(this, workers.Begin());

        Interlocked.Decrement(ref _admitted);
        throw KustoRequestException.Throttled(maxQueries);
    }

    /// <summary>Waits until fewer than the maximum number of queries are computing, and then calls <paramref name="compute"/>.</summary>
    public async ValueTask<T> ComputeAsync<T>(Func<T> compute, CancellationToken cancellationToken)
    {
        await _computing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return compute();
        }
        finally
        {
            _computing.Release();
        }
    }

    /// <summary>The admission of a query. Disposing of the value ends the query.</summary>
    internal readonly struct Permit(QueryAdmission admission, WorkerThreads.RunningStatement statement) : IDisposable
    {
        public void Dispose()
        {
            statement.Dispose();
            Interlocked.Decrement(ref admission._admitted);
        }
    }
}
