namespace LatamFunctions.Responses;

/// <summary>The cache outcome of a response (RFC 9211).</summary>
internal enum CacheStatus
{
    /// <summary>A query was executed for it.</summary>
    Miss,

    /// <summary>Another request executed the query at the same time.</summary>
    Collapsed,

    /// <summary>The response is from the cache.</summary>
    Hit,

    /// <summary>The response is from the cache and too old, but the database is unavailable.</summary>
    Stale,
}

internal sealed record CachedResponse(RenderedResponse Response, CacheStatus Status);
