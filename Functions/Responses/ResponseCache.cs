using System.Collections.Concurrent;
using LatamFunctions.Kusto;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Responses;

/// <summary>
/// Caches responses in memory, up to a size limit. Concurrent requests for the same response share one query. If the database is
/// unavailable, an old response is returned and marked as stale.
/// </summary>
public sealed class ResponseCache(IOptions<ResponseCacheOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The estimated size of an entry without its body and key, in bytes.</summary>
    private const int EntryOverhead = 1024;

    private readonly MemoryCache _responses = new(new MemoryCacheOptions { SizeLimit = options.Value.MaxBytes });
    private readonly ConcurrentDictionary<string, SharedQuery> _inProgress = new();

    /// <param name="key">The cache key.</param>
    /// <param name="freshFor">The maximum age of a cached response.</param>
    /// <param name="skip">Whether to execute the query even if a fresh response is cached.</param>
    /// <param name="execute">
    /// Executes the query and renders the response. The token is canceled when no request waits for the query.
    /// </param>
    /// <param name="cancellationToken">A token to cancel only this request's wait.</param>
    /// <returns>The response; <c>null</c> if the resource does not exist. The absence of a resource is not cached.</returns>
    internal async Task<CachedResponse?> GetAsync(
        string key, TimeSpan freshFor, bool skip, Func<CancellationToken, Task<RenderedResponse?>> execute,
        CancellationToken cancellationToken)
    {
        var existing = _responses.Get<RenderedResponse>(key);
        if (!skip && existing is not null && time.GetElapsedTime(existing.ExecutedAt) < freshFor)
            return new CachedResponse(existing, CacheStatus.Hit);

        var query = Join(key, execute, out var isOwn);
        try
        {
            var response = await query.Response.WaitAsync(cancellationToken);
            return response is null ? null : new CachedResponse(response, isOwn ? CacheStatus.Miss : CacheStatus.Collapsed);
        }
        catch (Exception e) when (
            existing is not null && time.GetElapsedTime(existing.ExecutedAt) < options.Value.StaleFor
            && KustoFailures.IsTransient(KustoFailures.Classify(e, cancellationToken)))
        {
            return new CachedResponse(existing, CacheStatus.Stale);
        }
        finally
        {
            query.Leave();
        }
    }

    public void Dispose() => _responses.Dispose();

    /// <summary>Joins the query in progress for <paramref name="key"/>, or starts a new query.</summary>
    private SharedQuery Join(string key, Func<CancellationToken, Task<RenderedResponse?>> execute, out bool isOwn)
    {
        var own = new SharedQuery(query => ExecuteAsync(key, query, execute));
        while (true)
        {
            var query = _inProgress.GetOrAdd(key, own);
            if (query.TryJoin())
            {
                isOwn = query == own;
                return query;
            }

            // The query was canceled because no request waited for it.
            Remove(key, query);
        }
    }

    private void Remove(string key, SharedQuery query) => _inProgress.TryRemove(KeyValuePair.Create(key, query));

    private async Task<RenderedResponse?> ExecuteAsync(
        string key, SharedQuery query, Func<CancellationToken, Task<RenderedResponse?>> execute)
    {
        try
        {
            var response = await execute(query.Abandoned);

            // An abandoned query must not overwrite a newer response from the query that replaced it.
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

    /// <summary>A query for which several requests can wait. The query is canceled when no request waits.</summary>
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

        /// <summary>The response. The first request that reads this property starts the query.</summary>
        public Task<RenderedResponse?> Response => _response.Value;

        /// <returns><c>false</c> if the query was canceled.</returns>
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
