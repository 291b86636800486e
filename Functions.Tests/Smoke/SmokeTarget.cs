namespace LatamFunctions.Tests.Smoke;

/// <summary>A deployed system, by its endpoints.</summary>
/// <param name="BaseUrl">The URL of the app, without the route prefix.</param>
/// <param name="FunctionKey">A key for all functions.</param>
/// <param name="EventHub">The hub's REST address; null omits the tests that need it.</param>
/// <param name="EventHubAuthorization">The Authorization header for the event hub.</param>
public sealed record SmokeTarget(Uri BaseUrl, string FunctionKey, Uri? EventHub, string? EventHubAuthorization)
{
    /// <summary>The target that the environment names, or null.</summary>
    /// <exception cref="InvalidOperationException">The environment names only a part of a target.</exception>
    public static SmokeTarget? FromEnvironment()
    {
        if (Get("SMOKE_BASE_URL") is not { } baseUrl)
            return null;

        var key = Get("SMOKE_FUNCTION_KEY") ?? throw new InvalidOperationException("SMOKE_BASE_URL is set, but SMOKE_FUNCTION_KEY is not.");
        var hub = Get("SMOKE_EVENT_HUB_URL");
        var token = Get("SMOKE_EVENT_HUB_TOKEN");
        if (hub is null != token is null)
            throw new InvalidOperationException("SMOKE_EVENT_HUB_URL and SMOKE_EVENT_HUB_TOKEN belong together: set both or none.");
        return new SmokeTarget(
            new Uri(baseUrl.TrimEnd('/') + "/"),
            key,
            hub is null ? null : new Uri(hub),
            token is null || token.Contains(' ') ? token : $"Bearer {token}");
    }

    private static string? Get(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
