using System.Collections.Concurrent;
using LatamFunctions.Kusto;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Responses;

/// <summary>
/// Caches responses in memory, up to a number of bytes. Simultaneous requests for the same response share one query. If the database
/// is unavailable, an old response is returned and marked as stale.
/// </summary>
public sealed class ResponseCache(IOptions<ResponseCacheOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>Estimated bytes of an entry in addition to its body and its key.</summary>
    private const int EntryOverhead = 1024;

    private readonly MemoryCache _responses = new(new MemoryCacheOptions { SizeLimit = options.Value.MaxBytes });
    private readonly ConcurrentDictionary<string, SharedQuery> _underWay = new();

    /// <param name="key">Identifies the response.</param>
    /// <param name="freshFor">The highest accepted age of a response.</param>
    /// <param name="skip">Whether to execute the query even if a fresh response is cached.</param>
    /// <param name="execute">Executes the query. Its token is canceled when no request waits for the query.</param>
    /// <param name="cancellationToken">A token to cancel the wait of this request only.</param>
    /// <returns>Null if the resource does not exist; that is not cached.</returns>
    internal async Task<CachedResponse?> GetAsync(
        string key, TimeSpan freshFor, bool skip, Func<CancellationToken, Task<RenderedResponse?>> execute,
        CancellationToken cancellationToken)
    {
        var kept = _responses.Get<RenderedResponse>(key);
        if (!skip && kept is not null && time.GetElapsedTime(kept.ExecutedAt) < freshFor)
            return new CachedResponse(kept, CacheStatus.Hit);

        var query = Join(key, execute, out var isOwn);
        try
        {
            var response = await query.Response.WaitAsync(cancellationToken);
            return response is null ? null : new CachedResponse(response, isOwn ? CacheStatus.Miss : CacheStatus.Collapsed);
        }
        catch (Exception e) when (
            kept is not null && time.GetElapsedTime(kept.ExecutedAt) < options.Value.StaleFor
            && KustoFailures.IsTransient(KustoFailures.Classify(e, cancellationToken)))
        {
            return new CachedResponse(kept, CacheStatus.Stale);
        }
        finally
        {
            query.Leave();
        }
    }

    public void Dispose() => _responses.Dispose();

    /// <summary>The query in progress for <paramref name="key"/>, or a new one.</summary>
    private SharedQuery Join(string key, Func<CancellationToken, Task<RenderedResponse?>> execute, out bool isOwn)
    {
        var own = new SharedQuery(query => ExecuteAsync(key, query, execute));
        while (true)
        {
            var query = _underWay.GetOrAdd(key, own);
            if (query.TryJoin())
            {
                isOwn = query == own;
                return query;
            }

            // No request waited for it, so it is canceled.
            Remove(key, query);
        }
    }

    private void Remove(string key, SharedQuery query) => _underWay.TryRemove(KeyValuePair.Create(key, query));

    private async Task<RenderedResponse?> ExecuteAsync(
        string key, SharedQuery query, Func<CancellationToken, Task<RenderedResponse?>> execute)
    {
        try
        {
            var response = await execute(query.Abandoned);

            // Another query may have replaced it, and have a newer response.
            if (query.Abandoned.IsCancellationRequested)
                return response;
            if (response is null)
            {
                _responses.Remove(key);
                return null;
            }

            var entry = new MemoryCacheEntryOptions
            {
                Size = response.Body.Length + (2L * key.Length) + EntryOverhead,
                AbsoluteExpirationRelativeToNow = options.Value.StaleFor,
            };
            _responses.Set(key, response, entry);
            return response;
        }
        finally
        {
            Remove(key, query);
        }
    }

    /// <summary>A query for which several requests may wait. When none of them waits, it is canceled.</summary>
    private sealed class SharedQuery
    {
        private readonly CancellationTokenSource _abandoned = new();
        private readonly Lazy<Task<RenderedResponse?>> _response;
        private readonly Lock _lock = new();
        private int _waiting;
        private bool _isAbandoned;

        public SharedQuery(Func<SharedQuery, Task<RenderedResponse?>> execute)
        {
            Abandoned = _abandoned.Token;
            _response = new Lazy<Task<RenderedResponse?>>(() => execute(this));
        }

        public CancellationToken Abandoned { get; }

        /// <summary>The first request to read it executes the query.</summary>
        public Task<RenderedResponse?> Response => _response.Value;

        /// <returns>False if no request waits for it.</returns>
        public bool TryJoin()
        {
            lock (_lock)
            {
                if (!_isAbandoned)
                    _waiting++;
                return !_isAbandoned;
            }
        }

        public void Leave()
        {
            lock (_lock)
            {
                _isAbandoned = --_waiting == 0;
                if (!_isAbandoned)
                    return;
            }

            _abandoned.Cancel();
            _abandoned.Dispose();
        }
    }
}
