namespace LatamFunctions.Responses;

/// <summary>Settings <c>ResponseCache__*</c>: the limits for cached responses.</summary>
public sealed class ResponseCacheOptions
{
    public const string Section = "ResponseCache";

    /// <summary>The maximum size of the cache in each instance, in bytes.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The maximum age of a response that is returned while the database is unavailable.</summary>
    public TimeSpan StaleFor { get; set; } = TimeSpan.FromMinutes(10);
}
