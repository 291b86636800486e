namespace LatamFunctions.Responses;

/// <summary>Settings <c>ResponseCache__*</c>.</summary>
public sealed class ResponseCacheOptions
{
    public const string Section = "ResponseCache";

    /// <summary>Bytes of responses that each instance caches.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The time for which a response is cached for use while the database is unavailable.</summary>
    public TimeSpan StaleFor { get; set; } = TimeSpan.FromMinutes(10);
}
