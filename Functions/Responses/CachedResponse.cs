namespace LatamFunctions.Responses;

internal sealed record CachedResponse(RenderedResponse Response, CacheStatus Status);
