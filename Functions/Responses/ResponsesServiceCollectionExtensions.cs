using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Responses;

internal static class ResponsesServiceCollectionExtensions
{
    /// <summary>Adds the services for responses with rows: cached pages and streamed exports.</summary>
    public static IServiceCollection AddResponses(this IServiceCollection services)
    {
        services.AddOptions<ResponseCacheOptions>().BindConfiguration(ResponseCacheOptions.Section);
        services.AddOptions<ExportOptions>()
            .BindConfiguration(ExportOptions.Section)
            .Validate(options => options.MaxConcurrent > 0, "The setting Exports__MaxConcurrent must be 1 or more.")
            .Validate(
                options => options.MaxDuration > TimeSpan.Zero && options.MaxDuration <= TimeSpan.FromDays(1),
                "The setting Exports__MaxDuration must be more than 0 and at most 1.00:00:00, for example 00:10:00.")
            .ValidateOnStart();
        return services
            .AddSingleton<ExportSlots>()
            .AddSingleton<Freshness>()
            .AddSingleton<ResponseCache>()
            .AddSingleton<FlightResponses>();
    }
}
