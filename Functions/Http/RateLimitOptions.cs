namespace LatamFunctions.Http;

/// <summary>Settings <c>RateLimit__*</c>: how many requests a key may send to one instance of the app.</summary>
public sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>The sustained rate; 0 for no limit.</summary>
    public int RequestsPerSecond { get; set; } = 100;

    /// <summary>The number of requests that a key may send in a burst after a pause.</summary>
    public int Burst { get; set; } = 500;
}
