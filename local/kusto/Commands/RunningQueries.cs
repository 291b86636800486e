using System.Collections.Concurrent;

namespace LocalKusto.Commands;

/// <summary>Tracks the running queries, so that they can be listed or canceled by client request id.</summary>
internal sealed class RunningQueries
{
    private readonly ConcurrentDictionary<Guid, RunningQuery> _queries = [];

    public IEnumerable<RunningQuery> All => _queries.Values.OrderBy(query => query.StartedOn);

    /// <summary>Adds a query. Disposing of the returned object removes the query.</summary>
    public IDisposable Add(RunningQuery query)
    {
        _queries[query.ActivityId] = query;
        return new Registration(this, query.ActivityId);
    }

    /// <summary>Cancels the queries with this client request id.</summary>
    /// <returns>The canceled queries.</returns>
    public IReadOnlyList<RunningQuery> Cancel(string clientRequestId)
    {
        var found = _queries.Values.Where(query => query.ClientRequestId == clientRequestId).ToList();
        found.ForEach(query => query.Cancel());
        return found;
    }

    private sealed class Registration(RunningQueries queries, Guid id) : IDisposable
    {
        public void Dispose() => queries._queries.TryRemove(id, out _);
    }
}

/// <param name="Cancel">Cancels the query. The call has no effect after the query has ended.</param>
internal sealed record RunningQuery(string ClientRequestId, Guid ActivityId, string Text, string Database, string Application, string User,
    DateTime StartedOn, Action Cancel);
