namespace LatamFunctions.Tests.Smoke;

/// <summary>The endpoints and credentials of a deployed system.</summary>
/// <param name="BaseUrl">The URL of the app, without the route prefix.</param>
/// <param name="FunctionKey">A key for all functions.</param>
/// <param name="EventHub">The REST address of the event hub; <c>null</c> to skip the tests that require the event hub.</param>
/// <param name="EventHubAuthorization">The Authorization header for the event hub.</param>
public sealed record SmokeTarget(Uri BaseUrl, string FunctionKey, Uri? EventHub, string? EventHubAuthorization)
{
    /// <summary>Returns the target that the environment variables specify; <c>null</c> if no target is specified.</summary>
    /// <exception cref="InvalidOperationException">The environment variables specify only a part of a target.</exception>
    public static SmokeTarget? FromEnvironment()
    {
        if (Get("SMOKE_BASE_URL") is not { } baseUrl)
            return null;

        var key = Get("SMOKE_FUNCTION_KEY") ?? throw new InvalidOperationException("SMOKE_BASE_URL is set, but SMOKE_FUNCTION_KEY is not.");
        var hub = Get("SMOKE_EVENT_HUB_URL");
        var token = Get("SMOKE_EVENT_HUB_TOKEN");
        if (hub is null != token is null)
            throw new InvalidOperationException("SMOKE_EVENT_HUB_URL and SMOKE_EVENT_HUB_TOKEN must be set together.");
        return new SmokeTarget(
            new Uri(baseUrl.TrimEnd('/') + "/"),
            key,
            hub is null ? null : new Uri(hub),
            token is null || token.Contains(' ') ? token : $"Bearer {token}");
    }

    private static string? Get(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
