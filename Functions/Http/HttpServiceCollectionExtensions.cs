using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Http;

internal static class HttpServiceCollectionExtensions
{
    /// <summary>Adds the services that all HTTP functions use: keys, tokens, rate limits, and the public address.</summary>
    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        services.AddOptions<ApiKeyOptions>()
            .BindConfiguration(ApiKeyOptions.Section)
            .Validate(
                options => options.AreDigests(),
                "The settings Consumers__Readers, Consumers__Publishers and Consumers__Operators are lists of SHA-256 digests of keys: "
                + "64 hexadecimal digits each, separated by commas. pipelines/scripts/consumer-key.sh creates them.")
            .ValidateOnStart();
        services.AddOptions<EntraOptions>()
            .BindConfiguration(EntraOptions.Section)
            .Validate(
                options => options.AreValid(),
                "Set both Entra__Authority, an https address such as https://login.microsoftonline.com/{tenant}/v2.0, and Entra__Audience, "
                + "the application id of the API's registration, or set neither.")
            .ValidateOnStart();
        services.AddOptions<PublicAddressOptions>()
            .BindConfiguration(PublicAddressOptions.Section)
            .Validate(
                options => options.IsBaseUrlValid(),
                "The setting PublicAddress__BaseUrl must be an http or https address without a query, such as https://api.example.com, or "
                + "empty.")
            .Validate(
                options => options.AreForwardedHostsValid(),
                "The setting PublicAddress__ForwardedHosts must be a list of host names, separated by commas, such as "
                + "api.example.com,flights.example.com:8443.")
            .ValidateOnStart();
        services.AddOptions<RateLimitOptions>()
            .BindConfiguration(RateLimitOptions.Section)
            .Validate(
                options => options.RequestsPerSecond >= 0, "The setting RateLimit__RequestsPerSecond must be 0 (no limit) or more.")
            .Validate(options => options.Burst > 0, "The setting RateLimit__Burst must be more than 0.")
            .ValidateOnStart();

        // Removes Kestrel's default limit of 30 MB. The host accepts up to 100 MB, and each function sets its own limit.
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        return services.AddSingleton<ApiKeys>().AddSingleton<EntraTokens>().AddSingleton<ConsumerAuthenticator>().AddSingleton<RateLimits>()
            .AddSingleton<PublicAddress>();
    }
}
