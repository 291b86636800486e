using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LatamFunctions.Events;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Publishing;

internal static class PublishingServiceCollectionExtensions
{
    /// <summary>
    /// The options of the producer client: two attempts of 10 seconds. The SDK's default of several minutes is too long, because clients
    /// wait for the outcome.
    /// </summary>
    private static EventHubProducerClientOptions Options => new()
    {
        RetryOptions = new EventHubsRetryOptions { MaximumRetries = 1, TryTimeout = TimeSpan.FromSeconds(10) },
    };

    public static IServiceCollection AddPublishing(this IServiceCollection services)
    {
        const long min = (long)RequestMemory.BytesPerBodyByte * EventRequest.MaxBytes;
        services.AddOptions<RequestBodyOptions>()
            .BindConfiguration(RequestBodyOptions.Section)
            .Validate(options => options.MaxMemoryBytes >= min, $"The setting Publishing__MaxMemoryBytes must be {min} or more.")
            .Validate(
                options => options.MaxDuration > TimeSpan.Zero && options.MaxDuration <= TimeSpan.FromDays(1),
                "The setting Publishing__MaxDuration must be more than 0 and at most 1.00:00:00, for example 00:00:30.")
            .ValidateOnStart();
        return services
            .AddSingleton(CreateClient)
            .AddSingleton<RequestBodies>()
            .AddSingleton<FlightEventPublisher>()
            .AddSingleton<FlightChange>();
    }

    private static EventHubProducerClient CreateClient(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        if (configuration[$"{EventHubNames.Connection}:fullyQualifiedNamespace"] is { Length: > 0 } host)
            return new EventHubProducerClient(host, EventHubNames.Hub, services.GetRequiredService<TokenCredential>(), Options);

        return configuration[EventHubNames.Connection] is { Length: > 0 } connectionString
            ? new EventHubProducerClient(connectionString, EventHubNames.Hub, Options)
            : throw new InvalidOperationException(
                $"Set {EventHubNames.Connection}__fullyQualifiedNamespace (name.servicebus.windows.net, with a managed identity) or "
                + $"{EventHubNames.Connection} (a connection string) to publish events.");
    }
}
