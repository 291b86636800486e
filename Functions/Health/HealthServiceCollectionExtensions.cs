using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Health;

internal static class HealthServiceCollectionExtensions
{
    /// <summary>The time limit for a service's response.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Adds the health checks for the dependencies. The probes' responses contain the names of the checks. The framework logs failed
    /// checks.
    /// </summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<KustoHealthCheck>("kusto", timeout: Timeout)
            .AddCheck<DeadLetterHealthCheck>("deadLetters", timeout: Timeout);
        return services.AddSingleton<Readiness>();
    }
}
