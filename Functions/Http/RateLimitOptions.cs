namespace LatamFunctions.Http;

/// <summary>Settings <c>RateLimit__*</c>: the request limits per consumer and app instance.</summary>
public sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>The sustained number of requests per second; 0 for no limit.</summary>
    public int RequestsPerSecond { get; set; } = 100;

    /// <summary>The maximum number of requests in a burst after a pause.</summary>
    public int Burst { get; set; } = 500;
}
