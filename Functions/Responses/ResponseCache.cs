using System.Collections.Concurrent;
using LatamFunctions.Kusto;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Responses;

/// <summary>
/// Keeps answers in memory, up to a number of bytes. However many requests ask the same at once, the database is asked once. When it
/// cannot be asked, an old answer is better than none, and says that it is one.
/// </summary>
public sealed class ResponseCache(IOptions<ResponseCacheOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>What an entry takes besides its body and its key, about.</summary>
    private const int EntryOverhead = 1024;

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = options.Value.MaxBytes });
    private readonly ConcurrentDictionary<string, Lazy<Task<RenderedResponse?>>> _underWay = new();

    /// <param name="key">The same for the same answer.</param>
    /// <param name="freshFor">How old an answer may be.</param>
    /// <param name="skip">Ask, even if there is a fresh answer.</param>
    /// <param name="ask">Asks the database. It goes on when <paramref name="cancellationToken"/> ends: others may wait for it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Null if there is no such thing; that is not kept.</returns>
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
