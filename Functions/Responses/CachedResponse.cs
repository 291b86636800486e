namespace LatamFunctions.Responses;

/// <summary>How an answer was come by (RFC 9211).</summary>
internal enum CacheStatus
{
    /// <summary>The database was asked for it.</summary>
    Miss,

    /// <summary>The database was asked by another request at the same time.</summary>
    Collapsed,

    /// <summary>It was kept from before.</summary>
    Hit,

    /// <summary>It was kept from before and is too old, but the database cannot be asked.</summary>
    Stale,
}

internal sealed record CachedResponse(RenderedResponse Answer, CacheStatus Status);
