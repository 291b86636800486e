using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Health;

internal static class HealthServiceCollectionExtensions
{
    /// <summary>The time within which a service must respond.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>The health checks of the dependencies. The response has their names; the framework logs failed checks.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<KustoHealthCheck>("kusto", timeout: Timeout)
            .AddCheck<DeadLetterHealthCheck>("deadLetters", timeout: Timeout);
        return services.AddSingleton<Readiness>();
    }
}
