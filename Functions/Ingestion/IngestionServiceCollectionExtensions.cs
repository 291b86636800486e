using LatamFunctions.Events;
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
            .Validate(
                options => options is { MaxConcurrentRequests: > 0, BreakerThreshold: >= 2 } && options.RequestTimeout > TimeSpan.Zero
                    && options.BreakerWindow >= TimeSpan.FromSeconds(0.5) && options.BreakerDuration >= TimeSpan.FromSeconds(0.5),
                "One of the settings Ingestion__MaxConcurrentRequests (1 or more), Ingestion__RequestTimeout (above 0), "
                + "Ingestion__BreakerThreshold (2 or more), Ingestion__BreakerWindow and Ingestion__BreakerDuration (00:00:00.5 or more) "
                + "is out of range.")
            .ValidateOnStart();
        services.AddOptions<MessageLimits>()
            .BindConfiguration(MessageLimits.Section)
            .Validate(
                limits => limits is { MaxMessageEvents: > 0, MaxMessageErrors: > 0, MaxMessageBytes: > 0 },
                "The settings Ingestion__MaxMessageEvents, Ingestion__MaxMessageErrors and Ingestion__MaxMessageBytes must be 1 or more.")
            .Validate(
                limits => limits.MaxClockSkew >= TimeSpan.Zero && limits.MaxClockSkew <= TimeSpan.FromDays(1),
                "The setting Ingestion__MaxClockSkew must be from 00:00:00 to 1.00:00:00.")
            .ValidateOnStart();
        return services.AddSingleton<IngestMetrics>().AddSingleton<FlightEventStore>().AddSingleton<UnfinishedBatches>();
    }
}
