namespace LatamFunctions.Responses;

/// <summary>The cache outcome of a response (RFC 9211).</summary>
internal enum CacheStatus
{
    /// <summary>The request executed a query.</summary>
    Miss,

    /// <summary>The request shared the query of a concurrent request.</summary>
    Collapsed,

    /// <summary>The response is from the cache.</summary>
    Hit,

    /// <summary>The response is from the cache and is no longer fresh. It is returned because the database is unavailable.</summary>
    Stale,
}
