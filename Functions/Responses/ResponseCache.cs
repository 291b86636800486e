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
    /// <summary>Estimated bytes of an entry besides its body and its key.</summary>
    private const int EntryOverhead = 1024;

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = options.Value.MaxBytes });
    private readonly ConcurrentDictionary<string, Lazy<Task<RenderedResponse?>>> _underWay = new();

    /// <param name="key">Identifies the response.</param>
    /// <param name="freshFor">The highest accepted age of a response.</param>
    /// <param name="skip">Whether to execute the query even if a fresh response is cached.</param>
    /// <param name="ask">Executes the query. It continues after <paramref name="cancellationToken"/> is cancelled: others may wait for
    /// it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Null if the resource does not exist; that is not cached.</returns>
    internal async Task<CachedResponse?> GetAsync(
        string key, TimeSpan freshFor, bool skip, Func<Task<RenderedResponse?>> ask, CancellationToken cancellationToken)
    {
        var kept = _answers.Get<RenderedResponse>(key);
        if (!skip && kept is not null && time.GetElapsedTime(kept.AskedAt) < freshFor)
            return new CachedResponse(kept, CacheStatus.Hit);

        var own = new Lazy<Task<RenderedResponse?>>(() => ExecuteAsync(key, ask));
        var underWay = _underWay.GetOrAdd(key, own);
        try
        {
            var answer = await underWay.Value.WaitAsync(cancellationToken);
            return answer is null ? null : new CachedResponse(answer, underWay == own ? CacheStatus.Miss : CacheStatus.Collapsed);
        }
        catch (Exception e) when (
            kept is not null && time.GetElapsedTime(kept.AskedAt) < options.Value.StaleFor
            && KustoFailures.IsTransient(KustoFailures.Classify(e, cancellationToken)))
        {
            return new CachedResponse(kept, CacheStatus.Stale);
        }
    }

    public void Dispose() => _answers.Dispose();

    private async Task<RenderedResponse?> ExecuteAsync(string key, Func<Task<RenderedResponse?>> ask)
    {
        try
        {
            var answer = await ask();
            if (answer is null)
            {
                _answers.Remove(key);
                return null;
            }

            var entry = new MemoryCacheEntryOptions
            {
                Size = answer.Body.Length + (2L * key.Length) + EntryOverhead,
                AbsoluteExpirationRelativeToNow = options.Value.StaleFor,
            };
            _answers.Set(key, answer, entry);
            return answer;
        }
        finally
        {
            _underWay.TryRemove(key, out _);
        }
    }
}
