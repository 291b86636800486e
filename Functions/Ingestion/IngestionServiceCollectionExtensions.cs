using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Ingestion;

internal static class IngestionServiceCollectionExtensions
{
    public static IServiceCollection AddIngestion(this IServiceCollection services)
    {
        services.AddOptions<FlightEventStoreOptions>()
            .BindConfiguration(FlightEventStoreOptions.Section)
            .Validate(
                options => options is { MaxRequestBytes: > 0 and <= 4 * 1024 * 1024, Retries: >= 0 } && options.RetryDelay >= TimeSpan.Zero,
                "One of the settings Ingestion__MaxRequestBytes (1 to 4194304), Ingestion__Retries (0 or more) and Ingestion__RetryDelay "
                + "(not negative) is out of range.")
            .ValidateOnStart();
        services.AddSingleton<FlightEventStore>();
        return services;
    }
}
